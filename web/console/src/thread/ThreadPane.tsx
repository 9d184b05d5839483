/** One conversation: its head, its messages, what one writes, and the customer beside it. */

import type { ConversationId } from "@kefu/client";
import { useCallback, useEffect, useState } from "react";
import { useWide } from "../app/screen";
import { Composer } from "../composer/Composer";
import { useTray } from "../composer/useTray";
import { useText } from "../locales/text";
import { useKefu, useMe, useSnapshot } from "../session/hooks";
import { isStaff } from "../session/rights";
import { CustomerSide } from "./CustomerSide";
import { DropZone } from "./DropZone";
import { ImageViewer } from "./ImageViewer";
import { MessageList } from "./MessageList";
import { useThread } from "./openThreads";
import { ThreadHeader } from "./ThreadHeader";
import classes from "./ThreadPane.module.css";
import { ThreadProblem } from "./ThreadProblem";
import { TypingLine } from "./TypingLine";
import { useChange } from "./useChange";
import { useDesk } from "./useDesk";
import { useOpeningFocus } from "./useOpeningFocus";
import { usePanel } from "./usePanel";
import { useThreadActions } from "./useThreadActions";

interface ThreadPaneProps {
	conversationId: ConversationId;
	/** Where the list is, on a phone. */
	back: string;
}

export function ThreadPane({ conversationId: id, back }: ThreadPaneProps) {
	const t = useText();
	const kefu = useKefu();
	const staff = isStaff(useMe());
	const thread = useThread(id);
	const snapshot = useSnapshot(thread);
	const { shown, change } = useChange(id, snapshot.conversation);
	const tray = useTray();
	const wide = useWide();
	const panel = usePanel(wide);
	const [assigning, setAssigning] = useState(false);
	const { desk, editing, stopEditing, target, looking, look } = useDesk(thread, snapshot);

	const pane = useOpeningFocus();
	useEffect(() => (staff ? kefu.view(id) : undefined), [kefu, staff, id]);
	const assign = useCallback(() => setAssigning(true), []);
	useThreadActions({ conversation: shown, change, togglePanel: panel.toggle, assign });

	if (snapshot.problem && !shown) return <ThreadProblem problem={snapshot.problem} back={back} />;
	return (
		<>
			<section ref={pane} tabIndex={-1} className={classes.pane} aria-label={t("conversation")}>
				<ThreadHeader
					conversation={shown}
					change={change}
					viewers={snapshot.viewers}
					back={back}
					panel={panel}
					assigning={assigning}
					setAssigning={setAssigning}
				/>
				<DropZone onFiles={tray.add}>
					<MessageList thread={thread} snapshot={snapshot} desk={desk} target={target} />
					<TypingLine typing={snapshot.typing} person={desk.person} />
					<Composer
						conversationId={id}
						conversation={shown}
						change={change}
						desk={desk}
						tray={tray}
						editing={editing}
						onStopEditing={stopEditing}
						items={snapshot.items}
					/>
				</DropZone>
			</section>
			<CustomerSide conversation={shown} wide={wide} panel={panel} />
			<ImageViewer items={snapshot.items} seq={looking} onLook={look} />
		</>
	);
}
