// Reads calendars with ical.js and says what it understood: one JSON string in, one JSON object out, line by line.

import { createInterface } from "node:readline";
import ICAL from "ical.js";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(understood(JSON.parse(line))) + "\n");
}

function understood(text) {
  try {
    return componentRead(new ICAL.Component(ICAL.parse(text)));
  } catch (error) {
    return { refused: String(error.message) };
  }
}

function componentRead(component) {
  return {
    name: component.name,
    properties: component.getAllProperties().map(propertyRead),
    components: component.getAllSubcomponents().map(componentRead),
  };
}

function propertyRead(property) {
  const parameters = property.toJSON()[1];
  return [property.name, parameters, property.type, property.getValues().map(valueRead)];
}

// An instant keeps its zone: 2027-02-24T07:00:00Z, or what ical.js makes of it without one.
function valueRead(value) {
  return typeof value === "object" ? value.toString() : String(value);
}
