#!/usr/bin/env node
import "./node-version.ts";
