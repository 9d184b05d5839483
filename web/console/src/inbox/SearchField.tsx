/** Looks for a customer, a name or a subject. What is typed goes into the address a moment later. */

import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useText } from "../locales/text";

const PAUSE_MS = 250;
const FIELD_ID = "conversation-search";

export function focusSearch(): void {
	const field = document.getElementById(FIELD_ID);
	if (field instanceof HTMLInputElement) field.select();
}

export function SearchField() {
	const t = useText();
	const [search, setSearch] = useSearchParams();
	const asked = search.get("q") ?? "";
	const [typed, setTyped] = useState(asked);
	const ask = useDebouncedCallback(put, PAUSE_MS);

	function put(q: string) {
		setSearch(
			(now) => {
				const next = new URLSearchParams(now);
				if (q.trim()) next.set("q", q.trim());
				else next.delete("q");
				return next;
			},
			{ replace: true },
		);
	}

	function change(q: string) {
		setTyped(q);
		ask(q);
	}

	return (
		<TextInput
			id={FIELD_ID}
			type="search"
			size="sm"
			aria-label={t("searchConversations")}
			placeholder={t("searchPlaceholder")}
			leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
			rightSection={typed && <CloseButton size="sm" aria-label={t("clearSearch")} onClick={() => change("")} />}
			value={typed}
			maxLength={200}
			onChange={(event) => change(event.currentTarget.value)}
			onKeyDown={(event) => event.key === "Escape" && change("")}
		/>
	);
}
