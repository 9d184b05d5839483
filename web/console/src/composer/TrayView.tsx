/** The files that go out with the next message. */

import { CloseButton } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { useFileUrl } from "../thread/useFileUrl";
import classes from "./Composer.module.css";
import type { Tray } from "./useTray";

export function TrayView({ tray }: { tray: Tray }) {
	const t = useText();
	if (tray.files.length === 0) return null;
	return (
		<ul className={classes.tray} aria-label={t("attachments")}>
			{tray.files.map(({ key, file }) => (
				<TrayItem key={key} file={file} onRemove={() => tray.remove(key)} />
			))}
		</ul>
	);
}

function TrayItem({ file, onRemove }: { file: File; onRemove: () => void }) {
	const t = useText();
	const format = useFormat();
	const url = useFileUrl(file.type.startsWith("image/") ? file : undefined);
	return (
		<li className={classes.trayed}>
			{url ? <img src={url} alt="" /> : <IconFileText size={24} stroke={1.4} aria-hidden />}
			<span>
				<span className={classes.trayName}>{file.name}</span>
				<span className={classes.traySize}>{format.bytes(file.size)}</span>
			</span>
			<CloseButton size="sm" aria-label={t("removeFile", { name: file.name })} onClick={onRemove} />
		</li>
	);
}
