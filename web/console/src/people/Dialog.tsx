/** A dialog whose closing button has a name. */

import { Modal, type ModalProps } from "@mantine/core";
import { useText } from "../locales/text";

export function Dialog(props: ModalProps) {
	const t = useText();
	return <Modal closeButtonProps={{ "aria-label": t("close") }} {...props} />;
}
