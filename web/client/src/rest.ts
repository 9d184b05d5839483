/** What can be asked for over REST? Every method takes an `AbortSignal` last and fails with a `KefuError`. */

import { ChatRest, type Paging, type Signal } from "./chat-rest.js";
import type { Page, PublicUser, QuickReply, Role, SignIn, User, UserId } from "./model.js";

export * from "./chat-rest.js";

export interface Health {
	status: string;
	version: string;
	database: string;
	uptime_seconds: number;
}

export type QuickReplyDraft = Pick<QuickReply, "title" | "content"> &
	Partial<Pick<QuickReply, "shortcut" | "category" | "scope">>;
export type NewUser = { username: string; password: string; role: Role } & Partial<Omit<PublicUser, "role">>;
export type UserPatch = Partial<Pick<User, "username" | "avatar" | "description" | "role" | "disabled">> & {
	password?: string;
};

export class Rest extends ChatRest {
	readonly auth = {
		login: (username: string, password: string, signal?: Signal) =>
			this.send<SignIn>("POST", "/auth/login", { username, password }, signal),
		verify: this.tokens.verify,
		logout: (signal?: Signal) => this.send<void>("POST", "/auth/logout", undefined, signal),
		refresh: this.tokens.refresh,
		password: (current_password: string, new_password: string, signal?: Signal) =>
			this.send<void>("POST", "/auth/password", { current_password, new_password }, signal),
	};

	readonly users = {
		list: (query: Paging & { role?: Role; q?: string } = {}, signal?: Signal) =>
			this.read<Page<User>>("/users", query, signal),
		/** The public fields only, of somebody who is neither oneself nor seen by staff. */
		read: (id: UserId, signal?: Signal) =>
			this.read<PublicUser & Partial<User>>(`/users/${encodeURIComponent(id)}`, undefined, signal),
		create: (user: NewUser, signal?: Signal) => this.send<User>("POST", "/users", user, signal),
		update: (id: UserId, patch: UserPatch, signal?: Signal) =>
			this.send<User>("PATCH", `/users/${encodeURIComponent(id)}`, patch, signal),
		disable: (id: UserId, signal?: Signal) =>
			this.send<void>("DELETE", `/users/${encodeURIComponent(id)}`, undefined, signal),
	};

	readonly quickReplies = {
		list: (query: Paging & { q?: string; scope?: QuickReply["scope"] } = {}, signal?: Signal) =>
			this.read<Page<QuickReply>>("/quick-replies", query, signal),
		create: (draft: QuickReplyDraft, signal?: Signal) => this.send<QuickReply>("POST", "/quick-replies", draft, signal),
		read: (id: number, signal?: Signal) => this.read<QuickReply>(`/quick-replies/${id}`, undefined, signal),
		update: (id: number, patch: Partial<QuickReplyDraft>, signal?: Signal) =>
			this.send<QuickReply>("PATCH", `/quick-replies/${id}`, patch, signal),
		remove: (id: number, signal?: Signal) => this.send<void>("DELETE", `/quick-replies/${id}`, undefined, signal),
	};

	health(signal?: Signal): Promise<Health> {
		return this.read("/health", undefined, signal);
	}
}
