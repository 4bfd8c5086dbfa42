import type { AccountName } from "@partyline/shared/protocol/ids";
import type { LoginResult } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { SignIn } from "./client-api.ts";
import { RequestError } from "./errors.ts";

/** How to sign in, kept in memory until it was used or refused. */
export type Secret = {
	how: SignIn | undefined;
	/** It goes before a token that is kept: somebody asked to come in by it. */
	readonly isFirst: boolean;
	/** Of one that was given to a client that is running: what became of it. */
	readonly outcome?: PromiseWithResolvers<void>;
	/** An account was asked for, and perhaps made: no answer came. */
	isUnsure: boolean;
};

/** A secret that waits for its use. */
export function createSecret(how: SignIn | undefined): Secret {
	return { how, isFirst: how?.register !== undefined, isUnsure: false };
}

/** A secret that is given to a client that is running. */
export function createSecretAnew(how: SignIn): Secret & Required<Pick<Secret, "outcome">> {
	const outcome = Promise.withResolvers<void>();
	// Whoever does not look at it learns of it by the status; it must not end their process.
	outcome.promise.catch(() => {});
	return { how, isFirst: true, outcome, isUnsure: false };
}

/** Who signs in, and what this device calls itself. */
export type Signer = {
	readonly name: AccountName;
	readonly device?: string | undefined;
	readonly secret: Secret;
};

/** Signs in by the secret, and forgets it once the server has said yes or no; undefined if there is none. */
export async function signIn(
	call: Call,
	signer: Signer,
): Promise<(LoginResult & { readonly way: "password" | "register" }) | undefined> {
	const { secret } = signer;
	if (secret.how === undefined) return undefined;
	try {
		const login =
			secret.how.register === undefined
				? { ...(await call("login", passwordOf(signer, secret.how))), way: "password" as const }
				: { ...(await register(call, signer, secret.how)), way: "register" as const };
		secret.how = undefined;
		secret.outcome?.resolve();
		return login;
	} catch (error) {
		if (error instanceof RequestError && !error.isRetryable) secret.how = undefined;
		throw error;
	}
}

/** As `signIn`, before a token: where it is refused and there is one, that is told, and the token brings us back. */
export async function signInFirst(call: Call, signer: Signer, hasToken: boolean) {
	const { secret } = signer;
	try {
		return await signIn(call, signer);
	} catch (error) {
		if (!(error instanceof RequestError) || secret.outcome === undefined || !hasToken) throw error;
		secret.how = undefined;
		secret.outcome.reject(error);
		return undefined;
	}
}

async function register(call: Call, signer: Signer, how: SignIn): Promise<LoginResult> {
	const { secret } = signer;
	const wasUnsure = secret.isUnsure;
	secret.isUnsure = true;
	try {
		return await call("register", { ...how.register, ...passwordOf(signer, how) });
	} catch (error) {
		if (!(error instanceof RequestError)) throw error;
		secret.isUnsure = wasUnsure;
		if (!wasUnsure || !isUsedUp(error)) throw error;
		return logInInstead(call, passwordOf(signer, how), error);
	}
}

/** Perhaps it was us who made the account, before the line broke: then the password is right. */
async function logInInstead(
	call: Call,
	params: ReturnType<typeof passwordOf>,
	refusal: RequestError,
): Promise<LoginResult> {
	try {
		return await call("login", params);
	} catch (error) {
		throw error instanceof RequestError && !error.isRetryable ? refusal : error;
	}
}

function isUsedUp({ code }: RequestError): boolean {
	return code === "name_taken" || code === "invite_invalid";
}

function passwordOf({ name, device }: Signer, { password }: SignIn) {
	return { account: name, password, ...(device === undefined ? {} : { device }) };
}
