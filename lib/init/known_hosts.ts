// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The Ed25519 host keys that hosters publish, as lines of `known_hosts`. Each
 * job runs on a new machine, which knows no host, so trust on first use would be
 * trust on every use.
 *
 * Sources: https://man.sr.ht/git.sr.ht/#ssh-host-keys,
 * https://docs.github.com/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints,
 * https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints,
 * https://docs.codeberg.org/security/ssh-fingerprint/
 *
 * @module
 */

/** Keys by host, and what `ssh-keygen -l` shows of them. */
const ED25519: Readonly<Record<string, string>> = {
  // SHA256:WXXNZu0YyoE3KBl5qh4GsnF1vR0NeEPYJAiPME+P09g
  "git.sr.ht":
    "AAAAC3NzaC1lZDI1NTE5AAAAIMZvRd4EtM7R+IHVMWmDkVU3VLQTSwQDSAvW0t2Tkj60",
  // SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU
  "github.com":
    "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
  // SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8
  "gitlab.com":
    "AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf",
  // SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g
  "codeberg.org":
    "AAAAC3NzaC1lZDI1NTE5AAAAIIVIC02vnjFyL+I4RHfvIGNtOgJMe769VTF1VR4EB3ZB",
};

const KEY =
  "(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]+={0,3}";

/**
 * Lines of `known_hosts` for a host: those of the table, else those that
 * a user has added to the job file.
 *
 * @param host the host
 * @param old the job file as it was
 * @returns no line where none is known
 */
export function hostKeys(host: string, old: string): readonly string[] {
  if (Object.hasOwn(ED25519, host)) {
    return [`${host} ssh-ed25519 ${ED25519[host]}`];
  }
  const added = new RegExp(`^ +(${RegExp.escape(host)} ${KEY})$`, "gm");
  return [...old.matchAll(added)].map(([, line = ""]) => line);
}
