/** People that the command bar found; choosing one leads to their newest conversation. */

import type { User } from "@kefu/client";
import { Spotlight } from "@mantine/spotlight";
import { useNavigate } from "react-router";
import { notifyProblem } from "../app/notify";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { RoleBadge } from "../people/RoleBadge";
import { useKefu } from "../session/hooks";

const FACE = 28;

export function PeopleItems({ people }: { people: User[] }) {
	const t = useText();
	const open = useOpenPerson();
	if (people.length === 0) return null;
	return (
		<Spotlight.ActionsGroup label={t("people")}>
			{people.map((user) => (
				<Spotlight.Action
					key={user.id}
					label={user.username}
					description={user.id}
					leftSection={<Face user={user} status={user.status} size={FACE} />}
					rightSection={<RoleBadge role={user.role} />}
					onClick={() => void open(user)}
				/>
			))}
		</Spotlight.ActionsGroup>
	);
}

/** Who never asked the desk anything is shown among the people. */
function useOpenPerson(): (user: User) => Promise<void> {
	const { rest } = useKefu();
	const navigate = useNavigate();
	return async (user) => {
		const people = `/people?q=${encodeURIComponent(user.id)}`;
		if (user.role === "support" || user.role === "admin") return navigate(people);
		try {
			const { items } = await rest.conversations.list({ customer: user.id, limit: 1 });
			const newest = items.find((one) => one.customer_id === user.id);
			await navigate(newest ? `/c/${newest.id}` : people);
		} catch (error) {
			notifyProblem(error);
		}
	};
}
