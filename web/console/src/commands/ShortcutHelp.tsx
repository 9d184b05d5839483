/** Every shortcut there is at this place. */

import { type Action, useRegisteredActions } from "../app/actions";
import { type TextKey, useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { GROUP_ORDER, GROUP_TEXT } from "./actionGroups";
import { ChordKeys } from "./ChordKeys";
import classes from "./commands.module.css";

interface ShortcutHelpProps {
	opened: boolean;
	onClose: () => void;
}

/** What fields do by themselves, without an action. */
const IN_FIELDS: readonly { shortcut: string; titleKey: TextKey }[] = [
	{ shortcut: "/", titleKey: "helpSlash" },
	{ shortcut: "Enter", titleKey: "helpEnter" },
	{ shortcut: "shift+Enter", titleKey: "helpNewLine" },
	{ shortcut: "Escape", titleKey: "helpEscape" },
];

export default function ShortcutHelp({ opened, onClose }: ShortcutHelpProps) {
	const t = useText();
	const registered = useRegisteredActions().filter((action) => action.shortcut !== undefined);
	return (
		<Dialog opened={opened} onClose={onClose} size="xl" title={t("shortcutsTitle")}>
			<div className={classes.help}>
				{GROUP_ORDER.map((group) => (
					<HelpGroup key={group} title={t(GROUP_TEXT[group])} list={registered.filter((one) => one.group === group)} />
				))}
				<HelpGroup title={t("groupWriting")} list={IN_FIELDS} />
			</div>
		</Dialog>
	);
}

type Listed = Pick<Action, "shortcut" | "titleKey" | "titleValues">;

function HelpGroup({ title, list }: { title: string; list: readonly Listed[] }) {
	const t = useText();
	if (list.length === 0) return null;
	return (
		<section className={classes.group}>
			<h3 className={classes.title}>{title}</h3>
			<dl className={classes.shortcuts}>
				{list.map(({ shortcut = "", titleKey, titleValues }) => (
					<div key={`${titleKey} ${shortcut}`} className={classes.shortcut}>
						<dt>{t(titleKey, titleValues)}</dt>
						<dd>
							<ChordKeys shortcut={shortcut} />
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
