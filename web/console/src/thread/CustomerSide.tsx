/** The customer: beside the thread where there is room, over it where there is none. */

import type { Conversation } from "@kefu/client";
import { Drawer } from "@mantine/core";
import { CustomerPanel } from "../customer/CustomerPanel";
import { useText } from "../locales/text";
import classes from "./ThreadPane.module.css";
import type { Panel } from "./usePanel";

interface CustomerSideProps {
	conversation: Conversation | null;
	wide: boolean;
	panel: Panel;
}

export function CustomerSide({ conversation, wide, panel }: CustomerSideProps) {
	const t = useText();
	const customer = conversation && <CustomerPanel conversation={conversation} />;
	if (wide) {
		return panel.open ? (
			<aside className={classes.panel} aria-label={t("customer")}>
				{customer}
			</aside>
		) : null;
	}
	return (
		<Drawer
			opened={panel.open}
			onClose={panel.toggle}
			position="right"
			size="22rem"
			padding={0}
			title={t("customer")}
			closeButtonProps={{ "aria-label": t("close") }}
			classNames={{ header: classes.drawerHead }}
		>
			{customer}
		</Drawer>
	);
}
