// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Which request waits for which, where servers are asked at the same time.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError, VerificationError } from "../../lib/errors.ts";
import { createDownload, type Download } from "../../lib/http.ts";
import { AWS_NEURON, type Profile } from "../../lib/profile.ts";
import { check } from "../../lib/publish/check.ts";
import { publish } from "../../lib/publish/publish.ts";
import { onAbort } from "../fixtures/on_abort.ts";
import { drivers, Scene } from "./scene.ts";

const NOTES = "https://notes.example/page.rst";

/** Never answers for some files, and does not end by itself. */
function hanging(
  files: readonly string[],
): { readonly download: Download; readonly stopped: string[] } {
  const real = createDownload({ attempts: 1 });
  const stopped: string[] = [];
  const download: Download = (url, options) => {
    const file = files.find((name) => url.endsWith(name));
    if (file === undefined) return real(url, options);
    return new Promise((_, reject) =>
      onAbort(options.signal, () => {
        stopped.push(file);
        reject(options.signal?.reason);
      })
    );
  };
  return { download, stopped };
}

function profileOf({ server }: Scene): Profile {
  return { ...AWS_NEURON, repoUrl: server.url, notesUrls: [NOTES] };
}

Deno.test("publish() reports bad metadata while key and notes hang", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository, server } = scene;
  const profile = profileOf(scene);
  server.fault("repodata/repomd.xml", { kind: "status", status: 404 });
  const { download, stopped } = hanging([profile.keyName, "page.rst"]);
  const { env, path: repo } = repository;
  const error = await assertRejects(
    () => publish({ repo, profile, download, env }),
    OperationError,
  );
  assertEquals(error.subject, `${server.url}/repodata/repomd.xml`);
  assertEquals(stopped.sort(), [profile.keyName, "page.rst"].sort());
});

Deno.test("publish() reports a key that is not pinned while notes hang", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const profile = profileOf(scene);
  const { download, stopped } = hanging(["page.rst"]);
  const { env, path: repo } = scene.repository;
  const error = await assertRejects(
    () => publish({ repo, profile, download, env, maxAge: 0 }),
    VerificationError,
  );
  assertEquals(error.subject, profile.keyName);
  assertEquals(stopped, ["page.rst"]);
});

Deno.test("publish() is stopped by its caller while everything hangs", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const profile = profileOf(scene);
  const files = ["repomd.xml", profile.keyName, "page.rst"];
  const { download, stopped } = hanging(files);
  const caller = new AbortController();
  const { env, path: repo } = scene.repository;
  const running = publish({
    repo,
    profile,
    download: (url, options) => {
      const answer = download(url, options);
      if (url === NOTES) caller.abort(new Error("enough"));
      return answer;
    },
    env,
    signal: caller.signal,
  });
  await assertRejects(() => running, Error, "enough");
  assertEquals(stopped.sort(), files.sort());
});

Deno.test("check() reports a missing repository while upstream hangs", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { download, stopped } = hanging(["repomd.xml"]);
  const repo = `${scene.repository.root}/nowhere`;
  const error = await assertRejects(
    () =>
      check({
        repo,
        profile: profileOf(scene),
        download,
        backports: "branch",
        allowRollback: false,
        maxAge: 0,
        env: scene.repository.env,
      }),
    OperationError,
  );
  assertEquals(error.subject, repo);
  assertEquals(stopped, ["repomd.xml"]);
});
