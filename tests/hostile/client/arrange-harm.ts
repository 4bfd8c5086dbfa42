import { onTestFinished } from "vitest";
import { FakeServer } from "../../../packages/client/src/testing/fake-server.ts";
import { Machine } from "../../support/machine.ts";
import { type Harm, room } from "./harms.ts";

/** A machine, and on its port a server that does harm. */
export async function arrangeHarm(harm: Harm) {
	const machine = await Machine.create();
	const server = new FakeServer();
	await server.listen(machine.port);
	onTestFinished(() => server.close());
	server.rooms.open(room, "ann");
	harm(server);
	return { machine, server };
}
