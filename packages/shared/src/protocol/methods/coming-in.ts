import { z } from "zod";
import { accountName } from "../ids.ts";
import { limits } from "../limits.ts";
import { device, helloResult, invitation, loginResult } from "../shapes.ts";
import { type Method, method, nothing } from "./method.ts";

/** A password as it is typed; what one must be like is said where a new one is set. */
const password = z
	.string()
	.min(1)
	.max(4 * limits.passwordChars);

/** What the device is called that a token is for, such as the name of its machine. */
const deviceName = z.string().max(limits.deviceChars).optional();

const loginParams = () =>
	z.union(
		[
			z.object({ guest: accountName }),
			z.object({ token: z.string().min(1).max(128) }),
			z.object({ account: accountName, password, device: deviceName }),
		],
		{ error: 'give {"guest": NAME}, {"token": TOKEN} or {"account": NAME, "password": PASSWORD}' },
	);

/** Methods by which one comes in and goes, and of one's own account. */
export const comingInMethods = {
	hello: method({
		summary: "Says which protocol the client speaks. Must be the first request.",
		stage: "connected",
		params: () => z.object({ protocol: z.int(), client: z.string().max(64) }),
		result: () => helloResult,
		errors: ["already_greeted", "unsupported_protocol"],
	}),
	login: method({
		summary:
			"Says who one is. `rooms` are those one is in; where they do not fit in a frame, `more` says so, and `rooms` pages through all. A guest gets a `token` that brings the same name back after a cut, while nobody else has taken it. Live events begin with `join` or `sync`.",
		stage: "greeted",
		params: loginParams,
		result: () => loginResult,
		errors: [
			"already_logged_in",
			"auth_unsupported",
			"guests_not_allowed",
			"name_taken",
			"token_invalid",
			"wrong_password",
			"password_required",
			"account_disabled",
			"banned",
			"rate_limited",
			"storage_unavailable",
		],
	}),
	invitation: method({
		summary:
			"What an invitation is good for, before it is followed. One with an `account` sets another password of that account, by `register`.",
		stage: "greeted",
		params: () => z.object({ invite: z.string().min(1).max(128) }),
		result: () => invitation,
		errors: ["invite_invalid", "rate_limited", "storage_unavailable"],
	}),
	register: method({
		summary:
			"Makes an account and logs in as it. Where the server does not let everybody in, `invite` is the code of an invitation. The first account by an invitation is the owner's.",
		stage: "greeted",
		params: () =>
			z.object({
				invite: z.string().min(1).max(128).optional(),
				account: accountName,
				password,
				device: deviceName,
			}),
		result: () => loginResult,
		errors: [
			"already_logged_in",
			"invite_required",
			"invite_invalid",
			"name_taken",
			"weak_password",
			"banned",
			"rate_limited",
			"storage_unavailable",
		],
	}),
	password: method({
		summary:
			"Sets another password. The other devices stay signed in, unless `endOthers` says that they are to log in anew.",
		stage: "logged-in",
		params: () => z.object({ old: password, new: password, endOthers: z.boolean().optional() }),
		result: () => nothing,
		errors: [
			"wrong_password",
			"weak_password",
			"not_allowed",
			"rate_limited",
			"storage_unavailable",
		],
	}),
	devices: method({
		summary: "Lists the devices that may come in as oneself without a password.",
		stage: "logged-in",
		params: () => nothing,
		result: () => z.object({ devices: z.array(device) }),
		errors: ["storage_unavailable"],
	}),
	revoke: method({
		summary:
			"Signs a device out: its token is void and its connections end, this one included if it is its own.",
		stage: "logged-in",
		params: () => z.object({ device: z.string().max(64) }),
		result: () => nothing,
		errors: ["no_such_device", "storage_unavailable"],
	}),
} as const satisfies Record<string, Method>;
