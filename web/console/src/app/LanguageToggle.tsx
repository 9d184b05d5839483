/** Switches to the other language; named in that language, so that it is found by who needs it. */

import { Button } from "@mantine/core";
import { setLanguage, useLanguage } from "../locales/text";

export function LanguageToggle() {
	const other = useLanguage() === "en" ? "zh-CN" : "en";
	return (
		<Button variant="subtle" size="compact-sm" color="gray" lang={other} onClick={() => setLanguage(other)}>
			{other === "en" ? "English" : "中文"}
		</Button>
	);
}
