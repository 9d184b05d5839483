/** The picker's own search field. */

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { REPLY_LIST_ID, replyOptionId } from "./replyIds";

interface ReplySearchProps {
	value: string;
	onChange: (value: string) => void;
	activeId: number | undefined;
}

export function ReplySearch({ value, onChange, activeId }: ReplySearchProps) {
	const t = useText();
	return (
		<TextInput
			data-autofocus
			autoFocus
			size="sm"
			m="xs"
			role="combobox"
			aria-expanded
			aria-autocomplete="list"
			aria-controls={REPLY_LIST_ID}
			aria-activedescendant={activeId === undefined ? undefined : replyOptionId(activeId)}
			aria-label={t("repliesSearch")}
			placeholder={t("repliesSearch")}
			leftSection={<IconSearch size={16} aria-hidden />}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
