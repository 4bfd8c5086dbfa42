import type { Contest } from "../contest.ts";
import type { Setting } from "../setting.ts";
import { acks } from "./acks.ts";
import { backup } from "./backup.ts";
import { bystanders } from "./bystanders.ts";
import { checkpoints } from "./checkpoints.ts";
import { connectStorms } from "./connect-storm.ts";
import { framing } from "./framing.ts";
import { idleMemory } from "./idle-memory.ts";
import { journalAlone } from "./journal.ts";
import { longLog } from "./long-log.ts";
import { restartStorm } from "./restart-storm.ts";
import { sideBySide } from "./side-by-side.ts";
import { slowReaders } from "./slow-readers.ts";
import { wrongPasswords } from "./wrong-passwords.ts";

/** Everything that is measured, in the order in which it is. */
export function allContests(setting: Setting): readonly Contest[] {
	return [
		...sideBySide(setting),
		...connectStorms(setting),
		restartStorm(setting),
		idleMemory(setting),
		...longLog(setting),
		...acks(setting),
		checkpoints(setting),
		slowReaders(setting),
		bystanders(setting),
		backup(setting),
		journalAlone,
		framing,
		wrongPasswords(setting),
	];
}
