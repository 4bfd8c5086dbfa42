import { StorageError } from "./errors.ts";

/** Touches the state file; what the disk will not do is told as "`what` this machine's disk." */
export function onDisk<T>(what: string, touch: () => T): T {
	try {
		return touch();
	} catch (cause) {
		throw new StorageError(`${what} this machine's disk.`, { cause });
	}
}
