/** Which roles are there, and how do they look? */

import type { Role } from "@kefu/client";

export const ROLES: readonly Role[] = ["admin", "support", "merchant", "buyer"];
export const STAFF_ROLES: readonly Role[] = ["support", "admin"];

export const ROLE_TEXT = {
	admin: "roleAdmin",
	support: "roleSupport",
	merchant: "roleMerchant",
	buyer: "roleBuyer",
} as const;
export const ROLE_HINT = {
	admin: "roleAdminHint",
	support: "roleSupportHint",
	merchant: "roleMerchantHint",
	buyer: "roleBuyerHint",
} as const;
export const ROLE_COLOUR: Record<Role, string> = { admin: "grape", support: "blue", merchant: "indigo", buyer: "gray" };
