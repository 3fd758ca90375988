// Every page of those who learn, teach and ask; and that no address of the program is forgotten.

import { test } from "node:test";
import { compare } from "../doors.mjs";
import { onDesktop, onPhone } from "../look.mjs";

test("every address of the program is looked at, or it is said why not", compare);

for (const role of ["anyone", "learner with a certificate", "reviewer", "manager"]) {
  onPhone(role);
  onDesktop(role);
}
