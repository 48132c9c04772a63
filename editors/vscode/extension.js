// Starts `uptake lsp` and lets the editor speak to it. There is nothing to build: this file is the extension.
"use strict";

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const settings = workspace.getConfiguration("uptake");
  const command = settings.get("path", "uptake");
  const server = { command, args: ["lsp"] };
  const watched = ["**/*.yaml", "**/*.yml", "**/*.rhai"].map((pattern) => workspace.createFileSystemWatcher(pattern));
  client = new LanguageClient("uptake", "uptake", server, {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "file", language: "rhai" },
    ],
    initializationOptions: { figures: settings.get("figures", "files") },
    synchronize: { fileEvents: watched },
  });
  await client.start();
};

exports.deactivate = () => client?.stop();
