import { roomName } from "@partyline/shared/protocol/ids";

/** A room of two people only. */
export const direct = roomName.parse("@0123456789");
