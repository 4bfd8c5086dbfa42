import { openStore } from "@partyline/server/journal";
import type { EventDraft } from "@partyline/server/ports";
import { accountName, newMessageId, roomName, seq } from "@partyline/shared/protocol/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { databaseOf, edit, run, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

describe("partylined check", () => {
	test.each<[string, string, string]>([
		[
			"a moderator is made up",
			`UPDATE rooms SET state = '{"moderators":["bob"]}' WHERE name = '#crew'`,
			"What is stored of #crew is not what its log says: bans, formerly, moderators.",
		],
		[
			"a ban is forgotten",
			"UPDATE rooms SET state = json_remove(state, '$.bans') WHERE name = '#crew'",
			"What is stored of #crew is not what its log says: bans.",
		],
		[
			"the state of a trimmed room is not what the rest of its log says",
			"UPDATE rooms SET state = '{}' WHERE name = '#old'",
			"What is stored of #old is not what its log says: readOnly.",
		],
		[
			"a room is not called what it was renamed to",
			"UPDATE rooms SET name = '#team' WHERE name = '#crew'",
			"#team is called #crew by its log.",
		],
		[
			"a name finds two rooms",
			"UPDATE rooms SET name = '#team' WHERE name = '#old'",
			"The name #team finds two rooms, #team and #crew.",
		],
		[
			"a private room has the name of a public one",
			"UPDATE rooms SET name = '#secret' WHERE kind = 'private'",
			"#secret is a private room, which its name says it is not.",
		],
		[
			"somebody is still a member who was banned",
			"INSERT INTO members SELECT id, 'bob' FROM rooms WHERE name = '#crew'",
			"bob is listed as a member of #crew, but is none by its log.",
		],
		[
			"the text of a message is there that was taken back",
			`UPDATE events SET rest = '{"text":"poison"}' WHERE rest LIKE '%redacted%'`,
			"Event 3 of #crew was taken back, and its text is still there.",
		],
		[
			"a message that says that it was taken back has a text",
			`UPDATE events SET rest = '{"text":"poison","redacted":true}' WHERE rest LIKE '%redacted%'`,
			"Event 3 of #crew was taken back, and its text is still there.",
		],
		[
			"a ban of a room names nobody that there can be",
			`UPDATE events SET rest = '{"who":"a b"}' WHERE type = 'ban'`,
			"Event 5 of #crew cannot be read: who: ",
		],
		[
			"an act is missing",
			"DELETE FROM acts WHERE act = 1",
			"The journal of admin acts has a hole: after act 0 comes 2.",
		],
		[
			"an act does not say what undid it",
			"UPDATE acts SET undone_by = NULL",
			"Act 2 and the one that it undoes, or that undid it, do not name each other.",
		],
		[
			"a link is for nobody",
			"UPDATE invites SET account = 'zoe'",
			"zoe has a one-time link, but there is no such account.",
		],
		[
			"nobody is banned",
			"UPDATE bans SET account = 'zoe'",
			"zoe is banned, but there is no such account.",
		],
		[
			"nobody is ignored",
			"UPDATE ignores SET ignored = 'zoe'",
			"zoe is ignored, but there is no such account.",
		],
		[
			"a password is kept as it was typed",
			"UPDATE accounts SET password = 'hunter2' WHERE account = 'ann'",
			"The password of ann is kept in a form that cannot be checked.",
		],
	])("finds of people and rooms that %s: 65", async (_what, sql, sentence) => {
		await keepOrder(machine.dataDir);
		expect(await succeed(machine, "check")).toContain(" is sound: ");
		edit(databaseOf(machine), sql);
		const { code, stdout } = await run(machine, "check");
		expect(code).toBe(65);
		expect(stdout).toContain(sentence);
		expect(stdout).not.toContain("poison");
		expect(stdout).not.toContain("hunter2");
	});
});

/** Makes a data folder with people, rooms of several kinds and the order that was kept there. */
async function keepOrder(dataDir: string): Promise<void> {
	const store = await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
	const { journal, accounts, invites, bans, acts } = store;
	const [ann, bob] = [accountName.parse("ann"), accountName.parse("bob")];
	const password = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA";
	for (const account of [ann, bob])
		await accounts.register({ account, role: "member", password, at: 1 });
	const draft = (event: EventDraft) => ({ key: newMessageId(), event });
	const of = (name: string) => ({ room: roomName.parse(name), at: 1, by: ann });
	const [team, crew] = [roomName.parse("#team"), roomName.parse("#crew")];
	const id = newMessageId();
	await journal.append([
		draft({ ...of("#team"), type: "create", kind: "public" }),
		draft({ ...of("#team"), by: bob, type: "join" }),
		{ key: id, event: { ...of("#team"), type: "message", id, text: "poison" } },
		draft({ ...of("#team"), type: "redact", seqs: [seq.parse(3)] }),
		draft({ ...of("#team"), type: "ban", who: bob, reason: "poison" }),
		draft({ ...of("#team"), type: "rename", name: crew, was: team }),
		draft({
			...of("@privateroom"),
			type: "create",
			kind: "private",
			title: roomName.parse("#secret"),
		}),
		draft({ ...of("#old"), type: "create", kind: "public" }),
		draft({ ...of("#old"), type: "role", who: ann, role: "moderator" }),
		draft({ ...of("#old"), type: "settings", readOnly: true }),
	]);
	await journal.trim(roomName.parse("#old"), seq.parse(3));
	const hash = new Uint8Array(32);
	const terms = { uses: 1, expiresAt: 2, role: "member", createdAt: 1, by: ann } as const;
	await invites.create({ ...terms, account: bob }, hash);
	await bans.put({ account: bob, by: ann, at: 1 });
	const { act } = await acts.append({ at: 1, by: ann, what: "ban", who: bob });
	await acts.append({ at: 1, by: ann, what: "unban", who: bob, undoes: act });
	await accounts.setIgnored(ann, bob, true);
	await journal.close();
}
