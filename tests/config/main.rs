//! How is a node set up? The settings, their file, the log and the restart of a developer's server.

#[cfg(test)]
mod database_url;
#[cfg(test)]
mod dotenv;
#[cfg(test)]
mod logging;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod reload;
#[cfg(test)]
mod settings;
