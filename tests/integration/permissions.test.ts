import { rmSync } from "node:fs";
import { newMessageId } from "@partyline/shared/protocol/ids";
import type { Result } from "@partyline/shared/protocol/methods";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	type Deed,
	rules,
	type Standing,
	standings,
} from "../../apps/server/src/hub/permissions.ts";
import { makeFolder, passwordOf, TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import type { PlainPeer } from "../support/plain-peer.ts";
import { addStaff } from "../support/staffed.ts";

/** Whom the table speaks of, and a guest at the server's own machine. */
type Who = Standing | "local guest";

/** A room of its own for each cell: the maker's, who owns the server, with the actor and a victim in it. */
type Scene = {
	readonly room: string;
	readonly maker: NativePeer;
	readonly victim: NativePeer;
	readonly victimName: string;
	readonly actorName: string;
};

/** Whether the actor was let do it. */
type Attempt = (actor: NativePeer, scene: Scene) => Promise<boolean>;

const deeds = Object.keys(rules) as Deed[];

function said(room: string) {
	return { room, id: newMessageId(), text: "hello" };
}

/** Asks for something: whether it was done, or refused for want of standing. */
async function isDone(peer: NativePeer, method: string, params: object): Promise<boolean> {
	const answer = await peer.ask(method, params);
	if (answer.type === "result") return true;
	const code = answer.type === "error" ? answer.error.data?.code : undefined;
	expect(["not_allowed", "read_only", "slow_mode"], JSON.stringify(answer)).toContain(code);
	return false;
}

const attempts: Readonly<Record<Deed, Attempt>> = {
	join: async (actor, { maker, room }) => {
		await maker.call("create", { room: `${room}-2` });
		return await isDone(actor, "join", { room: `${room}-2` });
	},
	post: (actor, { room }) => isDone(actor, "post", said(room)),
	"redact-own": async (actor, { room }) => {
		const { seq } = await actor.call("post", said(room));
		return await isDone(actor, "redact", { room, seqs: [seq] });
	},
	nick: (actor, { actorName }) => isDone(actor, "nick", { name: `${actorName}-too` }),
	topic: (actor, { room }) => isDone(actor, "topic", { room, topic: "x" }),
	create: (actor, { room }) => isDone(actor, "create", { room: `${room}-2` }),
	"create-private": (actor, { room }) => isDone(actor, "create", { room, private: true }),
	direct: (actor, { victimName }) => isDone(actor, "create", { with: [victimName] }),
	invite: async (actor, { room, victim, victimName }) => {
		await victim.call("leave", { room });
		return await isDone(actor, "invite", { room, account: victimName });
	},
	ignore: (actor, { victimName }) => isDone(actor, "ignore", { account: victimName, on: true }),
	"speak-read-only": async (actor, { maker, room }) => {
		await maker.call("settings", { room, readOnly: true });
		return await isDone(actor, "post", said(room));
	},
	"skip-slow": async (actor, { maker, room }) => {
		await maker.call("settings", { room, slowSeconds: 3_600 });
		await actor.call("post", said(room));
		return await isDone(actor, "post", said(room));
	},
	redact: async (actor, { room, victim }) => {
		const { seq } = await victim.call("post", said(room));
		return await isDone(actor, "redact", { room, seqs: [seq] });
	},
	purge: (actor, { room, victimName }) =>
		isDone(actor, "purge", { room, account: victimName, since: 0 }),
	kick: (actor, { room, victimName }) => isDone(actor, "kick", { room, account: victimName }),
	ban: (actor, { room, victimName }) => isDone(actor, "ban", { room, account: victimName }),
	mute: (actor, { room, victimName }) => isDone(actor, "mute", { room, account: victimName }),
	moderators: (actor, { room, victimName }) =>
		isDone(actor, "role", { room, account: victimName, role: "moderator" }),
	settings: (actor, { room }) => isDone(actor, "settings", { room, description: "x" }),
	rename: (actor, { room }) => isDone(actor, "rename", { room, name: `${room}-2` }),
	"room-audit": (actor, { room }) => isDone(actor, "audit", { room }),
	archive: (actor, { room }) => isDone(actor, "settings", { room, archived: true }),
	retention: (actor, { room }) => isDone(actor, "settings", { room, retentionDays: 9 }),
	"purge-everywhere": async (actor, { room, victim, victimName }) => {
		// In a room that the actor neither is in nor moderates.
		await victim.call("create", { room: `${room}-2` });
		await victim.call("post", said(`${room}-2`));
		const answer = await actor.ask("purge", { account: victimName, since: 0 });
		return answer.type === "result" && (answer.result as Result<"purge">).count > 0;
	},
	"server-ban": (actor, { victimName }) => isDone(actor, "ban", { account: victimName }),
	audit: (actor) => isDone(actor, "audit", {}),
	roles: (actor, { victimName }) => isDone(actor, "role", { account: victimName, role: "admin" }),
};

/** Whether the table lets somebody do it. */
function isAllowed(who: Who, deed: Deed): boolean {
	const rule: { readonly least: Standing; readonly takesAccount?: true } = rules[deed];
	if (who === "local guest" && rule.takesAccount) return false;
	const standing = who === "local guest" ? "member" : who;
	return standings.indexOf(standing) >= standings.indexOf(rule.least);
}

/** The role on the server that somebody of that standing has. */
function roleOf(who: Who): "member" | "admin" | "owner" {
	return who === "admin" || who === "owner" ? who : "member";
}

let elsewhere: TestDaemon;
let here: TestDaemon;
const folders = [makeFolder(), makeFolder()] as const;
let scenes = 0;

beforeAll(async () => {
	await addStaff(folders[0], staffOf([...standings]));
	await addStaff(folders[1], staffOf(["local guest"]));
	const changes = { trustLoopback: false, guests: true };
	elsewhere = await TestDaemon.start({ dataDir: folders[0], ...changes });
	here = await TestDaemon.start({ dataDir: folders[1] });
});

afterAll(async () => {
	await elsewhere[Symbol.asyncDispose]();
	await here[Symbol.asyncDispose]();
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The people of every cell: each has its own, so that no cell changes another. */
function staffOf(all: readonly Who[]) {
	const staff: Record<string, "member" | "admin" | "owner"> = {};
	for (const who of all)
		for (const door of ["native", "plain"])
			for (const deed of deeds) {
				staff[nameOf("maker", [door, who, deed])] = "owner";
				staff[nameOf("victim", [door, who, deed])] = "member";
				if (!who.includes("guest")) staff[nameOf("actor", [door, who, deed])] = roleOf(who);
			}
	return staff;
}

function nameOf(part: string, [door, who, deed]: readonly [string, Who, Deed]): string {
	return `${part}-${door[0]}${[...standings, "local guest"].indexOf(who)}-${deeds.indexOf(deed)}`;
}

/** The room of a cell, before its actor comes. */
async function arrange(door: string, who: Who, deed: Deed) {
	const server = who === "local guest" ? here : elsewhere;
	const cell = [door, who, deed] as const;
	const [actorName, victimName] = [nameOf("actor", cell), nameOf("victim", cell)];
	const { peer: maker } = await server.account(nameOf("maker", cell));
	const { peer: victim } = await server.account(victimName);
	const room = `#room-${scenes++}`;
	await maker.call("create", { room });
	await victim.call("join", { room });
	const scene: Scene = { room, maker, victim, victimName, actorName };
	const makeModerator = () =>
		who === "moderator"
			? maker.call("role", { room, account: actorName, role: "moderator" })
			: undefined;
	return { server, scene, makeModerator };
}

describe.each<Who>([...standings, "local guest"])("to a %s the native door", (who) => {
	test.each(deeds.map((deed) => [isAllowed(who, deed) ? "lets" : "does not let", deed] as const))(
		"%s them: %s",
		async (_verdict, deed) => {
			const { server, scene, makeModerator } = await arrange("native", who, deed);
			const { peer: actor } = who.includes("guest")
				? await server.guest(scene.actorName)
				: await server.account(scene.actorName);
			await actor.call("join", { room: scene.room });
			await makeModerator();
			expect(await attempts[deed](actor, scene)).toBe(isAllowed(who, deed));
			for (const peer of [actor, scene.maker, scene.victim]) peer.socket.destroy();
		},
	);
});

/** What the plain door offers, and whether it was done. */
const plainAttempts = {
	join: async (actor, { room, maker }) => {
		await maker.call("create", { room: `${room}-2` });
		return await goes(actor, `${room}-2`);
	},
	post: (actor, scene) => says(actor, scene),
	create: (actor, { room }) => goes(actor, `${room}-2`),
	"speak-read-only": async (actor, scene) => {
		await scene.maker.call("settings", { room: scene.room, readOnly: true });
		return await says(actor, scene);
	},
	"skip-slow": async (actor, scene) => {
		await scene.maker.call("settings", { room: scene.room, slowSeconds: 3_600 });
		await says(actor, scene);
		return await says(actor, scene);
	},
} satisfies Partial<Record<Deed, (actor: PlainPeer, scene: Scene) => Promise<boolean>>>;

const refusals = /It takes a|Only moderators speak|is in slow mode/;

/** Says something; whether it was said, which is known once what is asked after it is answered. */
async function says(actor: PlainPeer, { room }: Scene): Promise<boolean> {
	actor.type("hello");
	actor.type("/names");
	await actor.sees(`in ${room}:`);
	return !refusals.test(actor.screen);
}

/** Goes to a room; whether one is in it then. */
async function goes(actor: PlainPeer, room: string): Promise<boolean> {
	actor.type(`/join ${room}`);
	actor.type("/help");
	await actor.sees("everything else you type");
	expect(refusals.test(actor.screen)).toBe(!actor.screen.includes(`you are in ${room}`));
	return actor.screen.includes(`you are in ${room}`);
}

describe.each<Who>([...standings, "local guest"])("to a %s the plain door", (who) => {
	const offered = Object.keys(plainAttempts) as (keyof typeof plainAttempts)[];
	test.each(offered.map((deed) => [isAllowed(who, deed) ? "lets" : "does not let", deed] as const))(
		"%s them: %s",
		async (_verdict, deed) => {
			const { server, scene, makeModerator } = await arrange("plain", who, deed);
			const actor = server.plain();
			await actor.sees("username: ");
			actor.type(scene.actorName);
			await actor.sees("password: ");
			actor.type(who.includes("guest") ? "" : passwordOf(scene.actorName));
			await actor.sees(`you are ${scene.actorName}`);
			actor.type(`/join ${scene.room}`);
			await actor.sees(`you are in ${scene.room}`);
			await makeModerator();
			expect(await plainAttempts[deed](actor, scene)).toBe(isAllowed(who, deed));
			for (const { socket } of [actor, scene.maker, scene.victim]) socket.destroy();
		},
	);
});
