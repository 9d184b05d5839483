/** What wraps the whole console: looks, data, language, who is signed in, and then the pages. */

import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { useText } from "../locales/text";
import { SessionGate } from "../session/SessionGate";
import { queryClient } from "./queries";
import { router } from "./routes";
import classes from "./Shell.module.css";
import { usePhone } from "./screen";
import { theme } from "./theme";

export function App() {
	const t = useText();
	const phone = usePhone();
	// Variables and classes come from theme.css and styles.css: a <style> element would need a weaker policy.
	return (
		<MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
			<QueryClientProvider client={queryClient}>
				<ModalsProvider labels={{ confirm: t("ok"), cancel: t("cancel") }}>
					<Notifications
						position={phone ? "top-center" : "bottom-left"}
						containerWidth={phone ? "calc(100vw - 2rem)" : "calc(var(--kefu-list) - 1rem)"}
						limit={4}
						className={classes.notifications}
					/>
					<SessionGate>
						<RouterProvider router={router} />
					</SessionGate>
				</ModalsProvider>
			</QueryClientProvider>
		</MantineProvider>
	);
}
