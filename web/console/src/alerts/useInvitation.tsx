/** Offers desktop notifications once to whoever was never asked. */

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { usePhone } from "../app/screen";
import { useText } from "../locales/text";
import { preferences, setPreferences } from "../status/preferences";
import { askPermission, permission } from "./permission";

const ID = "kefu-invitation";
const KEPT_AS = "kefu.invited";

export function useInvitation(): void {
	const t = useText();
	const phone = usePhone();
	useEffect(() => {
		// A phone has no desktop, and the offer would cover its list.
		if (phone) return;
		if (permission() !== "default" || !preferences().notifications || localStorage.getItem(KEPT_AS)) return;
		notifications.show({
			id: ID,
			autoClose: false,
			closeButtonProps: { "aria-label": t("close") },
			title: t("inviteTitle"),
			message: <Invitation hint={t("inviteHint")} yes={t("inviteYes")} no={t("inviteNo")} />,
			onClose: () => localStorage.setItem(KEPT_AS, "yes"),
		});
	}, [t, phone]);
}

function Invitation({ hint, yes, no }: { hint: string; yes: string; no: string }) {
	function answer(wanted: boolean): void {
		localStorage.setItem(KEPT_AS, "yes");
		setPreferences({ notifications: wanted });
		if (wanted) void askPermission();
		notifications.hide(ID);
	}
	return (
		<>
			<Text size="sm" component="span" display="block">
				{hint}
			</Text>
			<Group gap="xs" mt="xs" component="span">
				<Button size="compact-sm" onClick={() => answer(true)}>
					{yes}
				</Button>
				<Button size="compact-sm" variant="subtle" color="gray" onClick={() => answer(false)}>
					{no}
				</Button>
			</Group>
		</>
	);
}
