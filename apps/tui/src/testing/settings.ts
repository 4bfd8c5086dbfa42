import { memoryKnownServers } from "@partyline/client";
import { nothingOutside } from "../start/outside.ts";
import type { Settings } from "../start/settings.ts";

/** Settings for a verb whose client is a fake: nothing of them is used. */
export const anySettings: Settings = {
	host: "test",
	port: 1,
	scheme: "bare",
	as: "ann",
	knownServers: memoryKnownServers(),
	device: "test",
	stateDir: "/nowhere",
	savedServersFile: "/nowhere/servers",
	colour: false,
	outside: nothingOutside,
};
