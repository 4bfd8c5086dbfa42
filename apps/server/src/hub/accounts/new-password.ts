import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { newPasswordProblem } from "@partyline/shared/text/new-password";

/** Refuses a password that others would guess. */
export function requireNewPassword(password: string, account: AccountName): void {
	const problem = newPasswordProblem(password, account);
	if (problem !== undefined) throw new WireError("weak_password", { message: problem });
}
