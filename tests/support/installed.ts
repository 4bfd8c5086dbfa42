import { spawnSync } from "node:child_process";

/**
 * Programs of the machine that some tests talk to partyline with. Where one is not installed its tests
 * are shown as skipped; CI installs all of them.
 */
export const installed = {
	/** The netcat of OpenBSD: others have no -N. */
	nc: spawnSync("nc", ["-h"], { encoding: "utf8" }).stderr?.includes("-N") ?? false,
	openssl: spawnSync("openssl", ["version"]).status === 0,
	python3: spawnSync("python3", ["--version"]).status === 0,
};
