/** A password that is shown this once. */

import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useText } from "../locales/text";
import classes from "./PeoplePage.module.css";

interface SecretProps {
	username: string;
	password: string;
	onDone: () => void;
}

export function Secret({ username, password, onDone }: SecretProps) {
	const t = useText();
	return (
		<Stack>
			<Text size="sm">{t("secretHint", { name: username })}</Text>
			<div className={classes.secret}>
				<output aria-label={t("password")}>{password}</output>
				<CopyButton value={password}>
					{({ copied, copy }) => (
						<Button
							size="compact-sm"
							variant="default"
							leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
							onClick={copy}
						>
							{t(copied ? "copied" : "copy")}
						</Button>
					)}
				</CopyButton>
			</div>
			<Group justify="flex-end">
				<Button onClick={onDone}>{t("secretKept")}</Button>
			</Group>
		</Stack>
	);
}
