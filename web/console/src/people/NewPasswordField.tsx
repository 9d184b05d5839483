/** A field for a new password, with the rules it has to keep. */

import { Anchor, Group, PasswordInput, type PasswordInputProps } from "@mantine/core";
import { IconCheck, IconPoint } from "@tabler/icons-react";
import { useId } from "react";
import { useText } from "../locales/text";
import classes from "./PeoplePage.module.css";
import { checkRules, PASSWORD_LEAST, PASSWORD_MOST, type PasswordRule } from "./passwords";

interface NewPasswordFieldProps extends PasswordInputProps {
	username: string;
	/** Offers to make one up. */
	onMakeUp?: () => void;
}

const RULE_TEXT = { length: "ruleLength", notTheName: "ruleNotTheName" } as const;

export function NewPasswordField({ username, onMakeUp, ...field }: NewPasswordFieldProps) {
	const t = useText();
	const rules = checkRules(String(field.value ?? ""), username);
	const listId = useId();
	return (
		<div>
			<PasswordInput
				required
				autoComplete="new-password"
				aria-describedby={listId}
				visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
				{...field}
			/>
			<Group justify="space-between" align="flex-start" wrap="nowrap">
				<ul id={listId} className={classes.rules}>
					{(Object.keys(rules) as PasswordRule[]).map((rule) => (
						<li key={rule} className={classes.rule} data-kept={rules[rule] || undefined}>
							{rules[rule] ? <IconCheck size={14} aria-hidden /> : <IconPoint size={14} aria-hidden />}
							{t(RULE_TEXT[rule], { least: PASSWORD_LEAST, most: PASSWORD_MOST })}
						</li>
					))}
				</ul>
				{onMakeUp && (
					<Anchor component="button" type="button" size="xs" mt={6} onClick={onMakeUp}>
						{t("makeUpPassword")}
					</Anchor>
				)}
			</Group>
		</div>
	);
}
