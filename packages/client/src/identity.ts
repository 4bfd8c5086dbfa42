import type { AccountName } from "@partyline/shared/protocol/ids";
import type { LoginResult } from "@partyline/shared/protocol/shapes";
import type { ClientNotice, Me, SignIn, SigningIn } from "./client-api.ts";
import type { Credentials } from "./credentials.ts";
import { ClosedError } from "./errors.ts";
import { createSecret, createSecretAnew, type Secret } from "./sign-in.ts";

/** What the identity needs of the client. */
export type IdentityOptions = {
	readonly signIn: SignIn | undefined;
	readonly credentials: Credentials;
	notify(notice: Extract<ClientNotice, { type: "me" | "ignored" }>): void;
};

/** Who we are on the server, what brings us in, and whom we do not want to hear. */
export class Identity {
	/** How to sign in next time, until it was done. */
	secret: Secret;
	readonly #options: IdentityOptions;
	#me: Me | undefined;
	#ignored: readonly AccountName[] = [];
	// By which we came in last.
	#token: string | undefined;

	constructor(options: IdentityOptions) {
		this.#options = options;
		this.secret = createSecret(options.signIn);
	}

	get me(): Me | undefined {
		return this.#me;
	}

	get ignored(): readonly AccountName[] {
		return this.#ignored;
	}

	/** Takes what a login answered. */
	takeLogin(login: LoginResult): void {
		const { account, name, role, becameOwner, ignored = [] } = login;
		this.#token = login.token;
		this.#setMe({ account, name, role, ...(becameOwner && { becameOwner }) });
		this.takeIgnored(ignored);
	}

	/** Takes note that we are shown by another name. */
	rename(name: string): void {
		if (this.#me === undefined || this.#me.name === name) return;
		const { becameOwner: _, ...me } = this.#me;
		this.#setMe({ ...me, name });
	}

	/** Takes note of whom we do not want to hear, here or on another device. */
	takeIgnored(accounts: readonly AccountName[]): void {
		if (accounts.join() === this.#ignored.join()) return;
		this.#ignored = accounts;
		this.#options.notify({ type: "ignored", accounts });
	}

	/** The server signed this device out; true if another process of ours has signed in anew. */
	forgetToken(): boolean {
		const { credentials } = this.#options;
		try {
			if (this.#token !== undefined) credentials.forget(this.#token);
			return credentials.token() !== undefined;
		} catch {
			// A full disk, perhaps: the next login is told that it is void, and forgets it.
			return false;
		}
	}

	/** Takes what is to be signed in by, anew; what was to be before is not any more. */
	signIn(how: SignIn): SigningIn {
		this.dropSecret("Another password was given meanwhile.");
		const secret = createSecretAnew(how);
		this.secret = secret;
		return { done: secret.outcome.promise };
	}

	/** Nobody is signed in by what was given. */
	dropSecret(why: string): void {
		this.secret.outcome?.reject(new ClosedError(why));
	}

	#setMe(me: Me): void {
		this.#me = me;
		this.#options.notify({ type: "me", me });
	}
}
