//! What prepares the arguments of a route.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::extract::Site;
use crate::extract::argument::{Argument, PreparedArgument};
use crate::extract::scalar::{PathArgument, QueryDefault, QueryParser};
use crate::problem::LaunchProblem;
use crate::routing::Parameter;
use crate::setup::Setup;

/// What a route's arguments are prepared with; collects what is wrong with all of them.
pub struct ArgumentSite<'a, A> {
    pub(crate) app: &'a Arc<A>,
    pub(crate) setup: &'a Arc<Setup>,
    pub(crate) names: &'a [String],
    pub(crate) parameters: RefCell<Vec<Parameter>>,
    pub(crate) problems: RefCell<Vec<LaunchProblem>>,
    pub(crate) reads_body: Cell<bool>,
}

impl<A: 'static> ArgumentSite<'_, A> {
    /// Prepares the path parameter `name`.
    pub fn path<T: 'static>(
        &self,
        name: &'static str,
        type_name: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<PathArgument<T>> {
        let index = self.names.iter().position(|other| other == name);
        if index.is_none() {
            let message = format!("the route's path has no parameter `{{{name}}}`");
            self.problems.borrow_mut().push(LaunchProblem::new(message));
        }
        let index = index?;
        let parameter = Parameter::new(index, type_name, move |text| parse(text).is_some());
        self.parameters.borrow_mut().push(parameter);
        Some(PathArgument::new(index, name, type_name, parse))
    }

    /// Prepares an argument of the kind that its type asks for.
    pub fn argument<T, K>(
        &self,
        _: K,
        name: &'static str,
        type_name: &'static str,
    ) -> Option<PreparedArgument<A, T, K>>
    where
        T: Argument<A, K> + Send,
    {
        self.reads_body.set(self.reads_body.get() || T::READS_BODY);
        let site = self.site(name);
        if let (Some(index), Some(parses)) = (site.parameter, T::PARSES) {
            let parameter = Parameter::new(index, type_name, parses);
            self.parameters.borrow_mut().push(parameter);
        }
        match T::prepare(&site, type_name) {
            Ok(state) => Some(PreparedArgument::new(state)),
            Err(problem) => {
                self.problems.borrow_mut().push(problem);
                None
            }
        }
    }

    /// Prepares a query value with a default.
    pub fn query_or_default<T>(
        &self,
        name: &'static str,
        type_name: &'static str,
        parser: QueryParser<T>,
    ) -> Option<QueryDefault<T>> {
        Some(QueryDefault::new(&self.site(name), type_name, parser))
    }

    fn site(&self, argument: &'static str) -> Site<'_, A> {
        Site {
            app: self.app,
            setup: self.setup,
            argument,
            parameter: self.names.iter().position(|name| name == argument),
        }
    }
}
