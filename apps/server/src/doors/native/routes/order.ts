import type { orderMethods } from "@partyline/shared/protocol/methods/order";
import type { Routes } from "../route.ts";

/** How order is kept. */
export const orderRoutes: Routes<keyof typeof orderMethods> = {};
