/** The buttons of a conversation: the one thing to do next, who has it, and the rest in a menu. */

import type { Conversation } from "@kefu/client";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconCheck, IconDots, IconHandGrab, IconRotate } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { mayAssign } from "../session/rights";
import { AssignMenu } from "./AssignMenu";
import { type Step, stepsOf } from "./steps";
import classes from "./ThreadHeader.module.css";
import type { Change } from "./useChange";

interface HeaderActionsProps {
	conversation: Conversation;
	change: Change["change"];
	assigning: boolean;
	setAssigning: (open: boolean) => void;
}

const ICONS = { take: IconHandGrab, close: IconCheck, reopen: IconRotate } as const;

export function HeaderActions({ conversation, change, assigning, setAssigning }: HeaderActionsProps) {
	const t = useText();
	const me = useMe();
	const [next, ...rest] = stepsOf(conversation, me);
	return (
		<>
			{mayAssign(me, conversation) && (
				<AssignMenu conversation={conversation} change={change} opened={assigning} setOpened={setAssigning} />
			)}
			{next && <NextButton step={next} run={() => change(next.patch)} />}
			{rest.length > 0 && (
				<Menu position="bottom-end" width={200}>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("moreActions")}>
							<IconDots size={20} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						{rest.map((step) => (
							<Menu.Item key={step.id} onClick={() => change(step.patch)}>
								{t(step.titleKey)}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			)}
		</>
	);
}

function NextButton({ step, run }: { step: Step; run: () => void }) {
	const t = useText();
	const title = t(step.titleKey);
	const StepIcon = ICONS[step.id as keyof typeof ICONS] ?? IconCheck;
	const look = { variant: step.id === "take" ? "filled" : "default", onClick: run };
	return (
		<>
			<Button
				{...look}
				size="compact-md"
				fz="sm"
				px="sm"
				className={classes.wideOnly}
				leftSection={<StepIcon size={16} aria-hidden />}
			>
				{title}
			</Button>
			<ActionIcon {...look} size="lg" className={classes.narrowOnly} aria-label={title}>
				<StepIcon size={18} />
			</ActionIcon>
		</>
	);
}
