/** Who has the conversation, and to whom it can be given. */

import type { Conversation, User } from "@kefu/client";
import { Avatar, Button, Combobox, useCombobox } from "@mantine/core";
import { IconChevronDown, IconUserPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { useMe } from "../session/hooks";
import { useFindPerson, useStaff } from "../session/staff";
import classes from "./AssignMenu.module.css";
import type { Change } from "./useChange";

interface AssignMenuProps {
	conversation: Conversation;
	change: Change["change"];
	opened: boolean;
	setOpened: (opened: boolean) => void;
}

/** The value of "nobody": no user's id has a space. */
const NOBODY = "no one";

export function AssignMenu({ conversation, change, opened, setOpened }: AssignMenuProps) {
	const t = useText();
	const [search, setSearch] = useState("");
	const combobox = useCombobox({ opened, onOpenedChange: setOpened });
	const { openDropdown, focusSearchInput, selectFirstOption } = combobox;

	useEffect(() => {
		if (!opened) return;
		openDropdown();
		setSearch("");
		focusSearchInput();
	}, [opened]);

	function choose(value: string) {
		setOpened(false);
		void change({ assignee_id: value === NOBODY ? null : value });
	}

	return (
		<Combobox
			store={combobox}
			onOptionSubmit={choose}
			position="bottom-end"
			width={240}
			shadow="md"
			withinPortal={false}
		>
			<Combobox.Target withAriaAttributes={false}>
				<AssignButton conversation={conversation} onClick={() => setOpened(!opened)} opened={opened} />
			</Combobox.Target>
			<Combobox.Dropdown>
				<Combobox.Search
					value={search}
					aria-label={t("searchStaff")}
					placeholder={t("searchStaff")}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
				<Combobox.Options className={classes.options} aria-label={t("assignTo")}>
					<StaffOptions search={search} assignee={conversation.assignee_id} selectFirst={selectFirstOption} />
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}

interface StaffOptionsProps {
	search: string;
	assignee: string | null;
	selectFirst: () => void;
}

function StaffOptions({ search, assignee, selectFirst }: StaffOptionsProps) {
	const t = useText();
	const me = useMe();
	const staff = useStaff();
	const wanted = search.trim().toLowerCase();
	const fits = (user: User) =>
		!user.disabled && (user.username.toLowerCase().includes(wanted) || user.id.startsWith(wanted));
	const found = staff.filter(fits).sort((a, b) => Number(b.id === me.id) - Number(a.id === me.id));
	const shown = found.map(({ id }) => id).join(" ");
	// Once they stand there: Enter is for the first of those that fit, not of those that fitted before.
	useEffect(() => {
		if (wanted) selectFirst();
	}, [wanted, shown]);
	return (
		<>
			{found.map((user) => (
				<Combobox.Option key={user.id} value={user.id} active={user.id === assignee} className={classes.option}>
					<Face user={user} status={user.status} size={24} />
					<span>{user.id === me.id ? t("myself") : user.username}</span>
				</Combobox.Option>
			))}
			{assignee !== null && !wanted && (
				<Combobox.Option value={NOBODY} className={classes.option}>
					{t("backToQueue")}
				</Combobox.Option>
			)}
			{found.length === 0 && <Combobox.Empty>{t("nobodyFound")}</Combobox.Empty>}
		</>
	);
}

interface AssignButtonProps {
	conversation: Conversation;
	onClick: () => void;
	opened: boolean;
	ref?: React.Ref<HTMLButtonElement>;
}

function AssignButton({ conversation, onClick, opened, ref, ...others }: AssignButtonProps) {
	const t = useText();
	const me = useMe();
	const person = useFindPerson(conversation.members);
	const id = conversation.assignee_id;
	const user = id ? person(id) : undefined;
	const name = id === null ? t("nobodyYet") : id === me.id ? t("myself") : (user?.username ?? id);
	return (
		<Button
			{...others}
			ref={ref}
			variant="subtle"
			color="gray"
			size="compact-md"
			fz="sm"
			px="xs"
			className={classes.button}
			onClick={onClick}
			aria-label={t("assignedToWhom", { name })}
			aria-expanded={opened}
			aria-haspopup="listbox"
			leftSection={
				id ? (
					<Avatar src={user?.avatar} name={name} alt="" size={20} radius="xl" />
				) : (
					<IconUserPlus size={18} stroke={1.6} />
				)
			}
			rightSection={<IconChevronDown size={14} aria-hidden />}
		>
			<span className={classes.name}>{name}</span>
		</Button>
	);
}
