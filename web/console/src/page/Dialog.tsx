/** A dialog whose closing button has a name. */

import { Modal, type ModalProps } from "@mantine/core";
import { useText } from "../locales/text";
import classes from "./Dialog.module.css";

export function Dialog(props: ModalProps) {
	const t = useText();
	return <Modal closeButtonProps={{ "aria-label": t("close") }} classNames={{ title: classes.title }} {...props} />;
}
