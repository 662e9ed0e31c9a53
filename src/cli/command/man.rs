//! `heatlink man`: print the manual page.

use crate::cli::args::Cli;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::document;
use crate::cli::ui::Ui;
use crate::domain::text::nearest;
use clap::CommandFactory;

/// Print the manual page
///
/// Troff source: `heatlink man | man -l -`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The page of a verb: `session add`
    verb: Vec<String>,
}

pub(crate) fn run(args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command(&args.verb)?).render(&mut page)?;
    document::text(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

fn command(verb: &[String]) -> Result<clap::Command, Failure> {
    let mut command = Cli::command();
    command.build();
    for word in verb {
        let Some(found) = command.find_subcommand(word).cloned() else {
            let near = nearest(word, command.get_subcommands().map(clap::Command::get_name));
            let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("`{name} --help` lists the verbs there are"),
            };
            return Err(Failure::Usage(format!("`{name}` has no verb `{word}`"), Some(hint)));
        };
        command = found;
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_heatlink_and_for_every_verb() {
        Cli::command().debug_assert();
        assert_eq!(command(&[]).unwrap().get_name(), "heatlink");
        assert!(command(&["session".into(), "add".into()]).is_ok());
        assert!(matches!(command(&["sesion".into()]), Err(Failure::Usage(_, Some(_)))));
    }
}
