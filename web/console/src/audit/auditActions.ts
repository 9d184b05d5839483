/** Which actions does the server write down, and what are they called here? */

import type { TextKey, Translate } from "../locales/text";

export const AUDIT_ACTIONS: Readonly<Record<string, TextKey>> = {
	sign_in: "auditSignIn",
	sign_in_failed: "auditSignInFailed",
	sign_out: "auditSignOut",
	password_changed: "auditPasswordChanged",
	password_reset: "auditPasswordReset",
	token_issued: "auditTokenIssued",
	visitor_merged: "auditVisitorMerged",
	user_created: "auditUserCreated",
	user_changed: "auditUserChanged",
	role_changed: "auditRoleChanged",
	user_disabled: "auditUserDisabled",
	user_enabled: "auditUserEnabled",
	users_ensured: "auditUsersEnsured",
	message_recalled: "auditMessageRecalled",
	key_created: "auditKeyCreated",
	key_revoked: "auditKeyRevoked",
	key_used: "auditKeyUsed",
	schema_changed: "auditSchemaChanged",
	backup_made: "auditBackupMade",
	backup_restored: "auditBackupRestored",
	uploads_swept: "auditUploadsSwept",
	demo_made: "auditDemoMade",
};

/** A newer server may write what this console does not know yet: shown by its own word. */
export function auditActionName(action: string, t: Translate): string {
	const key = AUDIT_ACTIONS[action];
	return key === undefined ? action : t(key);
}
