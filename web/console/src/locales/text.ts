/** What does the console say, and in which language? Every visible string passes here. */

import { useCallback, useSyncExternalStore } from "react";
import enCore from "./en/core";
import enDesk from "./en/desk";
import zhCore from "./zh-CN/core";
import zhDesk from "./zh-CN/desk";

/** With `{name}` for values; a pair where the number in `{count}` decides (Chinese needs only `other`). */
export type Text = string | { one?: string; other: string };
export type Language = "en" | "zh-CN";
export type Values = Record<string, string | number>;

const en = { ...enCore, ...enDesk };
export type TextKey = keyof typeof en;

export const texts: Record<Language, Record<TextKey, Text>> = { en, "zh-CN": { ...zhCore, ...zhDesk } };

const KEPT_AS = "kefu.language";
const listeners = new Set<() => void>();
let current: Language = firstLanguage();
document.documentElement.lang = current;

function firstLanguage(): Language {
	const kept = localStorage.getItem(KEPT_AS);
	if (kept === "en" || kept === "zh-CN") return kept;
	return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function currentLanguage(): Language {
	return current;
}

export function setLanguage(language: Language): void {
	current = language;
	localStorage.setItem(KEPT_AS, language);
	document.documentElement.lang = language;
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** For what is outside of components; components use `useText`. */
export function translate(key: TextKey, values: Values = {}, language: Language = current): string {
	return fill(texts[language][key], values, language);
}

function fill(text: Text, values: Values, language: Language): string {
	const plain = typeof text === "string" ? text : pluralOf(text, Number(values.count), language);
	return plain.replace(/\{(\w+)\}/g, (all, name: string) => {
		const value = values[name];
		return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : (value ?? all);
	});
}

function pluralOf(text: { one?: string; other: string }, count: number, language: Language): string {
	return new Intl.PluralRules(language).select(count) === "one" ? (text.one ?? text.other) : text.other;
}

export type Translate = (key: TextKey, values?: Values) => string;

export function useLanguage(): Language {
	return useSyncExternalStore(subscribe, currentLanguage);
}

/** `const t = useText(); t("reply")`: a new function when the language changes. */
export function useText(): Translate {
	const language = useLanguage();
	return useCallback((key, values) => translate(key, values, language), [language]);
}
