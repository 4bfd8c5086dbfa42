import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { kindsIn } from "../../support/control-sequences.ts";
import { Machine } from "../../support/machine.ts";
import { NativePeer } from "../../support/native-peer.ts";
import { PlainPeer } from "../../support/plain-peer.ts";
import { attacks, everything } from "./attacks.ts";
import { Recorder } from "./recorder.ts";

/** Everything that the daemon may write down is hostile: who greets, how, by which name, with which bytes. */
async function attackDaemon(machine: Machine, attack: string): Promise<void> {
	const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
	await peer.ask("hello", { protocol: 1, client: attack.slice(0, 60) });
	await peer.ask("login", { guest: `x!${attack}` });
	await peer.ask("login", { token: attack.slice(0, 128) });
	await peer.ask(attack, { [attack]: attack });
	await peer.call("login", { guest: "mallory" });
	await peer.ask("join", { room: `#!${attack}` });
	peer.write(`{${attack}\n`);
	await peer.refusalOfFrame();
	const person = new PlainPeer({ host: "127.0.0.1", port: machine.port });
	person.type(`x!${attack.replaceAll("\n", "")}`);
	await person.signIn("eve");
	person.type(`/join #x!${attack.replaceAll("\n", "")}`);
	person.type("quit");
	await person.ended();
	// The server's own name, in the welcome.
	expect(kindsIn(Buffer.from(person.screen))).toEqual(["C0 0A"]);
	const stranger = connect(machine.port, "127.0.0.1");
	stranger.end(attack);
	stranger.on("error", () => {}).resume();
	await once(stranger, "close");
	await peer.call("quit", {});
	await peer.ended();
}

/** What the daemon writes to its terminal from its start to its end. */
async function runDaemon(flags: readonly string[], attack: string): Promise<Buffer> {
	const machine = await Machine.create();
	const where = ["--port", `${machine.port}`, "--data", machine.dataDir];
	const daemon = machine.command(
		"partylined",
		...where,
		...flags,
		"--name",
		`x${attack}`.slice(0, 64),
	);
	const recorder = new Recorder(daemon, machine, { columns: 200, rows: 60 });
	await recorder.sees("listening");
	await attackDaemon(machine, attack);
	recorder.type("\x03");
	expect(await recorder.exited).toBe(0);
	expect(recorder.effects).toEqual({ titles: [], bells: 0, answers: [] });
	return recorder.bytes;
}

test.for([["json"], ["pretty"], ["auto"]])(
	"the log (%s) and the start block hold nothing of a hostile peer that a terminal would obey",
	async ([format = ""]) => {
		const flags = ["--log", format];
		const attack = everything.replaceAll("\0", "");
		const some = attacks.filter(({ shown }) => shown === "").filter((_, index) => index % 90 === 7);
		const [plain, ...hostile] = await Promise.all(
			[" ", attack, ...some.map(({ text }) => text)].map((words) => runDaemon(flags, words)),
		);
		for (const bytes of hostile) expect(kindsIn(bytes)).toEqual(kindsIn(plain ?? Buffer.of()));
		if (format === "json") expect(kindsIn(plain ?? Buffer.of())).toEqual(["C0 0A", "C0 0D"]);
	},
);
