/** The sign-in page. */

import { Alert, Button, Checkbox, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useState } from "react";
import { LanguageToggle } from "../app/LanguageToggle";
import { Logo } from "../app/Logo";
import { problemOf, problemText } from "../app/problem";
import { type Translate, useText } from "../locales/text";
import classes from "./SignIn.module.css";
import { signIn } from "./session";

interface Wish {
	username: string;
	password: string;
	stay: boolean;
}

export function SignIn({ why }: { why?: "ended" | "denied" }) {
	const t = useText();
	const [failure, setFailure] = useState<string | null>(null);
	const form = useForm<Wish>({ initialValues: { username: "", password: "", stay: false } });

	async function submit({ username, password, stay }: Wish) {
		setFailure(null);
		try {
			await signIn(username.trim(), password, stay);
		} catch (error) {
			setFailure(failureText(error, t));
		}
	}

	const said = failure ?? (why === "ended" ? t("sessionEnded") : why === "denied" ? t("buyersHaveNoConsole") : null);
	return (
		<main className={classes.page}>
			<Paper component="form" className={classes.card} onSubmit={form.onSubmit(submit)}>
				<Stack gap="md">
					<Logo size={40} />
					<div>
						<Title order={1} size="h3">
							{t("signInTitle")}
						</Title>
						<Text c="dimmed" size="sm">
							{t("signInHint")}
						</Text>
					</div>
					{said && (
						<Alert role="alert" color={failure ? "red" : "yellow"} variant="light" p="xs">
							{said}
						</Alert>
					)}
					<SignInFields form={form} />
					<Button type="submit" loading={form.submitting} fullWidth>
						{t("signIn")}
					</Button>
				</Stack>
			</Paper>
			<LanguageToggle />
		</main>
	);
}

function SignInFields({ form }: { form: UseFormReturnType<Wish> }) {
	const t = useText();
	return (
		<>
			<TextInput
				label={t("username")}
				autoComplete="username"
				autoCapitalize="none"
				autoFocus
				required
				withAsterisk={false}
				{...form.getInputProps("username")}
			/>
			<PasswordInput
				label={t("password")}
				autoComplete="current-password"
				required
				withAsterisk={false}
				visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
				{...form.getInputProps("password")}
			/>
			<Checkbox label={t("staySignedIn")} {...form.getInputProps("stay", { type: "checkbox" })} />
		</>
	);
}

function failureText(error: unknown, t: Translate): string {
	const problem = problemOf(error);
	if (problem?.code === "unauthorized") return t("wrongPassword");
	if (problem?.code === "rate_limited") return t("tooManyTries", { count: problem.retry_after ?? 60 });
	return problemText(error, t);
}
