// Every page of those who run the organisation. An auditor sees the same pages as an administrator, with less to press.

import { onDesktop, onPhone } from "../look.mjs";

onPhone("administrator");
onDesktop("administrator");
onPhone("auditor");
