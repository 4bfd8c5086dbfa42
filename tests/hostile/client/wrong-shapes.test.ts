import {
	type Client,
	ClosedError,
	ConnectionError,
	createClient,
	RequestError,
} from "@partyline/client";
import { type MethodName, methods } from "@partyline/shared/protocol/methods";
import { notifications } from "@partyline/shared/protocol/notifications";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { FakeServer } from "../../../packages/client/src/testing/fake-server.ts";
import { results, spoilt, told } from "./samples.ts";

const room = "#general";

/** What each method is asked for by; the others are asked while a connection comes about. */
const asks: { readonly [M in MethodName]?: (client: Client) => Promise<unknown> } = {
	join: (client) => client.join(room),
	leave: (client) => client.leave("#other"),
	create: (client) => client.create(room),
	rooms: (client) => client.rooms(),
	members: (client) => client.members(room),
	topic: (client) => client.topic(room, "tea"),
	nick: (client) => client.nick("anna"),
	history: (client) => client.history(room),
	search: (client) => client.ask("search", { text: "hi" }),
};

/** A client of a server that a test lets lie, and what tells when it is live. */
async function arrange() {
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(room, "ann");
	server.rooms.fill(room, 4);
	// Without waits between two attempts: there are a thousand lies.
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0 });
	onTestFinished(() => client.close());
	const problems = new Set<string>();
	client.subscribe((notice) => {
		if (notice.type === "status" && notice.status.state === "waiting")
			problems.add(notice.status.problem);
	});
	client.start();
	await client.live();
	return { server, client, problems };
}

/** The names of all the members that a schema knows, at every depth. */
function membersOf(schema: z.ZodType): string[] {
	const names = new Set<string>();
	const text = JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
	JSON.parse(text, (key, value) => {
		if (key === "properties") for (const name of Object.keys(value)) names.add(name);
		return value;
	});
	return [...names];
}

/** Each is one line of ours, to which a server may have added what it says itself. */
function areSentences(problems: Iterable<string>): void {
	for (const problem of problems)
		expect(problem.replace("\0\u001b[31m", "text.")).toMatch(/^[A-Z][ -~]{5,150}\.$/);
}

test("there is a sample of everything a server says, with every member of its schema", () => {
	for (const [name, { result }] of Object.entries(methods)) {
		const sample = results[name as MethodName];
		expect(result.safeParse(sample).success, name).toBe(true);
		for (const member of membersOf(result))
			expect(JSON.stringify(sample)).toContain(`"${member}":`);
	}
	for (const [name, samples] of Object.entries(told)) {
		const { params } = notifications[name as keyof typeof notifications];
		for (const sample of samples) expect(params.safeParse(sample).success, name).toBe(true);
		for (const member of membersOf(params))
			expect(JSON.stringify(samples)).toContain(`"${member}":`);
	}
});

test.each(Object.keys(asks) as (keyof typeof asks)[])(
	"an answer to %s with a wrong value in any field is an answer or told in a sentence, and the next one is heard",
	async (method) => {
		const { server, client, problems } = await arrange();
		for (const result of spoilt(results[method])) {
			server.overrideOnce(method, () => result as object);
			await asks[method]?.(client).catch((error: unknown) => {
				const known = [ConnectionError, ClosedError, RequestError];
				expect(
					known.some((kind) => error instanceof kind),
					String(error),
				).toBe(true);
				areSentences([String(Object(error).message)]);
			});
			await client.live();
			if (server.paramsOf(method).length > 2_000) server.asked.splice(0);
		}
		areSentences(problems);
		expect(await client.post(room, "still here").kept).toMatchObject({ room });
	},
);

test.each(["hello", "login", "sync"] as const)(
	"a connection whose %s is answered with a wrong value in any field comes about or is told in a sentence, and the next one does",
	async (method) => {
		const { server, client, problems } = await arrange();
		for (const result of spoilt(results[method])) {
			server.overrideOnce(method, () => result as object);
			const cut = new Promise<void>((resolve) => {
				const stop = client.subscribe((notice) => {
					if (notice.type !== "status" || notice.status.state !== "connecting") return;
					stop();
					resolve();
				});
			});
			server.cutAll();
			await cut;
			await client.live();
		}
		areSentences(problems);
		server.cutAll();
		expect(await client.post(room, "still here").kept).toMatchObject({ room });
	},
);

test.each(["post", "read", "typing", "presence", "ping"] as const)(
	"an answer to %s with a wrong value in any field costs at most the connection, and what was posted is kept once",
	async (method) => {
		const { server, client, problems } = await arrange();
		const answers = [...spoilt(results[method]), null, [], "x", 1, [results[method]]];
		for (const result of answers) {
			server.overrideOnce(method, () => result as object);
			if (method === "read") client.read(room, 4);
			if (method === "typing") client.typing(room, true);
			if (method === "presence") client.presence("away");
			await client.post(room, "hi").kept;
			await client.live();
		}
		areSentences(problems);
		expect(client.outbox()).toEqual([]);
		const said = server.rooms.logs.get(room)?.filter(({ text }) => text === "hi") ?? [];
		expect(said).toHaveLength(answers.length);
	},
);

test.each(Object.keys(told) as (keyof typeof told)[])(
	"the notification %s with a wrong value in any field is passed over or taken, and what follows is heard",
	async (name) => {
		const { server, client, problems } = await arrange();
		for (const sample of told[name])
			for (const params of spoilt(sample))
				for (const peer of server.peers) peer.notify(name, params as object);
		for (let n = 0; n < 3; n++) await client.post(room, `still here ${n}`).kept;
		areSentences(problems);
		await client.live();
	},
);

test("a refusal with a wrong value in any field is a refusal or none, and the next answer is heard", async () => {
	const { server, client, problems } = await arrange();
	const error = { code: -32_000, message: "No.", data: { code: "not_allowed", retryAfterMs: 1 } };
	const refused = [...spoilt(error)].map((wrong) => {
		server.overrideOnce("members", ({ peer, request }) => {
			peer.send({ jsonrpc: "2.0", id: request.id, error: wrong });
			return "silence";
		});
		// One that cannot be read at all is no answer: that it is late is told in the end.
		return client.members(room).catch(() => {});
	});
	expect(refused.length).toBeGreaterThan(40);
	await client.post(room, "still here").kept;
	areSentences(problems);
});
