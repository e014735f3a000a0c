//! A language server: what `check` says while a note is being written, and help with names and fields.
//!
//! It speaks the Language Server Protocol 3.17 over standard input and output. The open documents are laid over the disk, and the ordinary
//! [`build`](crate::build) runs on what comes of that; there is no second way to find a problem.

mod action;
mod complete;
mod diagnostics;
mod front;
mod hover;
mod navigate;
mod occurrences;
mod place;
mod rename;
mod stdio;
mod symbols;
mod world;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{CodeActionKind, MessageType, ShowMessageParams, TextDocumentSyncKind, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::diagnostic::Failure;
use world::World;

/// How long nothing must be typed before the site is built anew.
const TYPING_PAUSE: Duration = Duration::from_millis(120);

#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a capability that a client has or has not")]
struct ClientCapabilities {
    snippets: bool,
    document_changes: bool,
    create_files: bool,
    rename_files: bool,
    watch_files: bool,
}

impl ClientCapabilities {
    /// `capabilities` are those of the client's `initialize` request.
    fn new(capabilities: &Value) -> Self {
        let at = |path: &str| capabilities.pointer(path);
        let has = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let operations = at("/workspace/workspaceEdit/resourceOperations").and_then(Value::as_array);
        // What changes files comes in the list that clients with `documentChanges` take.
        let document_changes = has("/workspace/workspaceEdit/documentChanges");
        let operation = |name: &str| document_changes && operations.is_some_and(|all| all.iter().any(|operation| operation == name));
        Self {
            snippets: has("/textDocument/completion/completionItem/snippetSupport"),
            document_changes,
            create_files: operation("create"),
            rename_files: operation("rename"),
            watch_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// Serves the client at standard input and output until it shuts the server down.
///
/// `root` is the site's folder; without it, the one above the client's workspace or first document that holds `site.toml`.
///
/// # Errors
/// Where the client breaks the protocol or goes away.
pub fn run(root: Option<&Path>) -> Result<(), Failure> {
    let (connection, writer) = stdio::connect();
    let served = serve(&connection, root);
    // The writing thread ends when nobody can send any more.
    drop(connection);
    let ended = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")));
    let ended = ended.map_err(|error| Failure::new(format!("the connection to the editor broke: {error}")));
    served.and(ended)
}

fn serve(connection: &Connection, root: Option<&Path>) -> Result<(), Failure> {
    let broken = |error: lsp_server::ProtocolError| Failure::new(format!("the editor does not keep to the protocol: {error}"));
    let (id, params) = connection.initialize_start().map_err(broken)?;
    let of_client = params.get("capabilities").cloned().unwrap_or_default();
    let answer = json!({
        "capabilities": capabilities(),
        "serverInfo": { "name": "rapporteur", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer).map_err(broken)?;
    let site = root.map_or_else(
        || workspace_of(&params).and_then(|folder| site_above(&folder)),
        |root| Some(root.canonicalize().unwrap_or_else(|_| root.to_path_buf())),
    );
    let mut server =
        Server { connection, client: ClientCapabilities::new(&of_client), world: site.map(World::new), pending: true, failure: None };
    server.watch_files();
    server.listen()
}

fn capabilities() -> Value {
    let notes = ["**/content/**/*.md", "**/content/**/*.toml"].map(|glob| json!({ "scheme": "file", "pattern": { "glob": glob } }));
    json!({
        "textDocumentSync": TextDocumentSyncKind::INCREMENTAL,
        "hoverProvider": true,
        "completionProvider": { "triggerCharacters": ["[", "@", "#", "\"", "'"] },
        "definitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "renameProvider": { "prepareProvider": true },
        "codeActionProvider": { "codeActionKinds": [CodeActionKind::QUICKFIX] },
        "workspace": { "fileOperations": { "willRename": { "filters": notes } } },
    })
}

/// The client's workspace. Older clients name a root alone.
fn workspace_of(params: &Value) -> Option<PathBuf> {
    let uri = params.pointer("/workspaceFolders/0/uri").or_else(|| params.pointer("/rootUri"))?;
    place::path_of(&uri.as_str()?.parse().ok()?)
}

/// The folder that holds `site.toml`, at a path or above it.
fn site_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(crate::config::FILE_NAME).is_file()).map(Path::to_path_buf)
}

struct Server<'c> {
    connection: &'c Connection,
    client: ClientCapabilities,
    world: Option<World>,
    /// Whether problems are to be published when nothing more is typed.
    pending: bool,
    /// Why the site could not be read last, which is told once and not after every pause.
    failure: Option<String>,
}

impl Server<'_> {
    /// Listens until the client shuts the server down.
    fn listen(&mut self) -> Result<(), Failure> {
        loop {
            let pause = if self.pending { TYPING_PAUSE } else { Duration::MAX };
            let message = match self.connection.receiver.recv_timeout(pause) {
                Ok(message) => message,
                Err(error) if error.is_timeout() => {
                    self.publish();
                    continue;
                }
                Err(_) => return Ok(()),
            };
            match message {
                Message::Request(request) => {
                    let is_shutdown = self.connection.handle_shutdown(&request);
                    if is_shutdown.map_err(|error| Failure::new(format!("the editor does not keep to the protocol: {error}")))? {
                        return Ok(());
                    }
                    self.request(request);
                }
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // That a client has gone away is found out when listening.
        let _ = self.connection.sender.send(message.into());
    }

    fn notify<N: notification::Notification>(&self, params: N::Params) {
        self.send(Notification::new(N::METHOD.to_owned(), params));
    }

    fn watch_files(&self) {
        if self.client.watch_files {
            let watchers: Vec<Value> = ["**/site.toml", "**/content/**", "**/templates/**", "**/i18n/**", "**/static/**"]
                .iter()
                .map(|glob| json!({ "globPattern": glob }))
                .collect();
            let params = json!({ "registrations": [{ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers } }] });
            self.send(Request::new(RequestId::from("files".to_owned()), request::RegisterCapability::METHOD.to_owned(), params));
        }
    }

    fn publish(&mut self) {
        self.pending = false;
        let Some(world) = &mut self.world else { return };
        let before = self.failure.take();
        match diagnostics::refresh_and_collect(world) {
            Ok(messages) => messages.into_iter().for_each(|params| self.notify::<notification::PublishDiagnostics>(params)),
            Err(failure) => {
                let message = failure.with_help();
                if before.as_ref() != Some(&message) {
                    self.notify::<notification::ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message: message.clone() });
                }
                self.failure = Some(message);
            }
        }
    }

    fn notification(&mut self, notification: Notification) {
        match notification.method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                if let Some(params) = read::<notification::DidOpenTextDocument>(notification) {
                    let document = params.text_document;
                    self.find_site(&document.uri);
                    if let Some(world) = &mut self.world {
                        world.open(document.uri, document.version, document.text);
                    }
                }
            }
            notification::DidChangeTextDocument::METHOD => {
                if let (Some(params), Some(world)) = (read::<notification::DidChangeTextDocument>(notification), &mut self.world) {
                    world.change(&params.text_document.uri, params.text_document.version, params.content_changes);
                }
            }
            notification::DidCloseTextDocument::METHOD => {
                if let (Some(params), Some(world)) = (read::<notification::DidCloseTextDocument>(notification), &mut self.world) {
                    world.close(&params.text_document.uri);
                }
            }
            // From `stdio`, which could not read a message.
            notification::LogMessage::METHOD => return self.send(notification),
            notification::DidSaveTextDocument::METHOD | notification::DidChangeWatchedFiles::METHOD => {
                if let Some(world) = &mut self.world {
                    world.stale = true;
                }
            }
            _ => return,
        }
        self.pending |= self.world.as_ref().is_some_and(|world| world.stale);
    }

    /// A document may tell where the site is, when the workspace did not.
    fn find_site(&mut self, uri: &Uri) {
        if self.world.is_none() {
            let root = place::path_of(uri).and_then(|path| site_above(&path));
            self.world = root.map(World::new);
        }
    }

    fn request(&mut self, request: Request) {
        let client = self.client;
        let answer = match request.method.as_str() {
            // From what was built last: names change more slowly than people type.
            request::Completion::METHOD => {
                self.answer::<request::Completion>(request, |world, params| complete::complete(world, &params, client))
            }
            request::HoverRequest::METHOD => self.query::<request::HoverRequest>(request, hover::hover),
            request::GotoDefinition::METHOD => self.query::<request::GotoDefinition>(request, navigate::definition),
            request::References::METHOD => self.query::<request::References>(request, navigate::references),
            request::GotoImplementation::METHOD => self.query::<request::GotoImplementation>(request, navigate::implementation),
            request::DocumentSymbolRequest::METHOD => self.query::<request::DocumentSymbolRequest>(request, symbols::of_document),
            request::WorkspaceSymbolRequest::METHOD => self.query::<request::WorkspaceSymbolRequest>(request, symbols::of_workspace),
            request::WillRenameFiles::METHOD => {
                self.query::<request::WillRenameFiles>(request, |world, params| rename::files(world, params, client))
            }
            request::CodeActionRequest::METHOD => {
                self.query::<request::CodeActionRequest>(request, |world, params| action::actions(world, params, client))
            }
            request::PrepareRenameRequest::METHOD => self.answer::<request::PrepareRenameRequest>(request, |world, params| {
                world.refresh()?;
                rename::prepare(world, &params)
            }),
            request::Rename::METHOD => self.answer::<request::Rename>(request, |world, params| {
                world.refresh()?;
                rename::rename(world, &params, client)
            }),
            _ => Response::new_err(request.id, ErrorCode::MethodNotFound as i32, format!("`{}` is not served", request.method)),
        };
        self.send(answer);
    }

    /// Answers a request from the site as it is now.
    fn query<R: request::Request>(&mut self, request: Request, ask: impl FnOnce(&World, &R::Params) -> R::Result) -> Response
    where
        R::Params: DeserializeOwned,
        R::Result: Serialize,
    {
        self.answer::<R>(request, |world, params| {
            world.refresh()?;
            Ok(ask(world, &params))
        })
    }

    /// Answers a request from the site; null where there is none. Why it is not answered the client shows to the user.
    fn answer<R: request::Request>(
        &mut self,
        request: Request,
        ask: impl FnOnce(&mut World, R::Params) -> Result<R::Result, Failure>,
    ) -> Response
    where
        R::Params: DeserializeOwned,
        R::Result: Serialize,
    {
        let id = request.id;
        let params: R::Params = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => return Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        };
        let Some(world) = &mut self.world else { return Response::new_ok(id, Value::Null) };
        match ask(world, params) {
            Ok(result) => Response::new_ok(id, result),
            Err(failure) => Response::new_err(id, ErrorCode::RequestFailed as i32, failure.with_help()),
        }
    }
}

/// What a notification says; nothing where it cannot be read, since a notification is never answered.
fn read<N: notification::Notification>(notification: Notification) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(notification.params).ok()
}
