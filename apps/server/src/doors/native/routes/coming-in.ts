import type { comingInMethods } from "@partyline/shared/protocol/methods/coming-in";
import { changePassword } from "../../../hub/accounts/change-password.ts";
import { listDevices, revokeDevice } from "../../../hub/accounts/devices.ts";
import { tellInvitation } from "../../../hub/accounts/invitations.ts";
import { originOf } from "../../origin.ts";
import { hello } from "../hello.ts";
import { logIn, register } from "../log-in.ts";
import { holdsBack, memberRoute, type Routes, route, sessionOf } from "../route.ts";

/** How one comes in and goes, and one's own account. */
export const comingInRoutes: Routes<keyof typeof comingInMethods> = {
	hello: route("hello", (visit, params) => {
		const told = hello(visit.context, visit.connection, params);
		visit.stage = "greeted";
		visit.client = params.client;
		return told;
	}),
	login: route("login", logIn, holdsBack),
	invitation: route(
		"invitation",
		({ context: { hub, serverName }, connection }, { invite: code }) =>
			tellInvitation(hub, { code, origin: originOf(connection), serverName }),
		holdsBack,
	),
	register: route("register", register, holdsBack),
	password: route(
		"password",
		async (visit, wanted) => {
			const origin = originOf(visit.connection);
			await changePassword(visit.context.hub, sessionOf(visit), { ...wanted, origin });
			return {};
		},
		holdsBack,
	),
	devices: memberRoute("devices", async (hub, session) => ({
		devices: await listDevices(hub, session),
	})),
	revoke: memberRoute(
		"revoke",
		async (hub, session, { device }) => {
			await revokeDevice(hub, session, device);
			return {};
		},
		holdsBack,
	),
};
