//! People who use an application all the time.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::answers::{Answer, Answers, Span, What, ask};
use crate::client::Client;
use crate::site::COOKIE;

/// Between two requests of one person: the machine is to have time left, so that what is measured is not how busy it is.
const REST: Duration = Duration::from_millis(15);
const MEMBERS: usize = 12;
const GUESTS: usize = 3;
const PASSERS: usize = 4;

/// Some read and change their session, some log in and out, and some bring a cookie to a route that needs no session.
pub(crate) struct Crowd {
    pub(crate) members: Vec<Member>,
    tasks: JoinSet<Vec<Answer>>,
    shared: Arc<Shared>,
    sleeper: JoinHandle<Vec<(Instant, Duration)>>,
}

/// Somebody who stays logged in.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) cookie: String,
}

struct Shared {
    address: SocketAddr,
    is_over: AtomicBool,
    /// Cookies whose logout was acknowledged, and when.
    left: Mutex<Vec<(Instant, String)>>,
    /// When changes were acknowledged that are not there any more.
    lost: Mutex<Vec<Instant>>,
}

/// What came of it.
pub(crate) struct Seen {
    pub(crate) answers: Answers,
    pub(crate) left: Vec<(Instant, String)>,
    /// When changes were acknowledged that were not there any more.
    pub(crate) lost: Vec<Instant>,
    pub(crate) members: Vec<Member>,
    /// By how much a thread that only sleeps woke too late.
    pub(crate) lags: Vec<(Instant, Duration)>,
}

impl Crowd {
    pub(crate) async fn gather(address: SocketAddr) -> Self {
        Self::of(address, MEMBERS, GUESTS).await
    }

    pub(crate) async fn of(address: SocketAddr, members: usize, guests: usize) -> Self {
        let client = Client::new(address);
        let shared = Arc::new(Shared {
            address,
            is_over: AtomicBool::new(false),
            left: Mutex::default(),
            lost: Mutex::default(),
        });
        let sleeping = Arc::clone(&shared);
        let mut crowd = Self {
            sleeper: std::thread::spawn(move || sleeping.sleeper()),
            members: Vec::new(),
            tasks: JoinSet::new(),
            shared,
        };
        for number in 0..members {
            let name = format!("member{number}");
            let cookie = client.login(&name).await;
            crowd.members.push(Member { name, cookie });
        }
        for member in &crowd.members {
            let (shared, member) = (Arc::clone(&crowd.shared), member.clone());
            crowd.tasks.spawn(shared.member(member));
        }
        for number in 0..guests {
            let shared = Arc::clone(&crowd.shared);
            crowd.tasks.spawn(shared.guest(number));
        }
        for number in 0..PASSERS {
            let shared = Arc::clone(&crowd.shared);
            let cookie = match crowd.members.get(number) {
                Some(member) => member.cookie.clone(),
                None => format!("{COOKIE}=junk"),
            };
            crowd.tasks.spawn(shared.passer(cookie));
        }
        crowd
    }

    /// Lets time pass; fails if somebody has seen what nobody may see.
    pub(crate) async fn pass(&mut self, time: Duration) -> Span {
        let from = Instant::now();
        let ended = tokio::time::timeout(time, self.tasks.join_next()).await;
        if let Ok(Some(ended)) = ended {
            panic!("somebody has given up: {:?}", ended.err());
        }
        let to = Instant::now();
        Span { from, to }
    }

    pub(crate) async fn disperse(self) -> Seen {
        self.shared.is_over.store(true, SeqCst);
        let answers = self.tasks.join_all().await.into_iter().flatten();
        let lags = self.sleeper.join().unwrap();
        let left = std::mem::take(&mut *self.shared.left());
        let lost = std::mem::take(&mut *self.shared.lost());
        Seen {
            answers: Answers(answers.collect()),
            left,
            lost,
            members: self.members,
            lags,
        }
    }
}

impl Shared {
    fn left(&self) -> std::sync::MutexGuard<'_, Vec<(Instant, String)>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, Vec<Instant>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn rests(&self) -> bool {
        tokio::time::sleep(REST).await;
        !self.is_over.load(SeqCst)
    }

    fn sleeper(&self) -> Vec<(Instant, Duration)> {
        const NAP: Duration = Duration::from_millis(5);
        let mut lags = Vec::new();
        while !self.is_over.load(SeqCst) {
            let from = Instant::now();
            std::thread::sleep(NAP);
            lags.push((from, from.elapsed().saturating_sub(NAP)));
        }
        lags
    }

    /// Sees his own data and nobody else's; notes changes that were acknowledged and are not there.
    async fn member(self: Arc<Self>, member: Member) -> Vec<Answer> {
        let client = Client::new(self.address);
        let (mut answers, mut least, mut most) = (Vec::new(), 0, 0);
        let mut acknowledged = Instant::now();
        while self.rests().await {
            let (what, path) = if answers.len() % 4 == 3 {
                most += 1;
                (What::Change, "/count")
            } else {
                (What::Dashboard, "/me")
            };
            let (mut answer, reply) = ask(&client, what, path, &member.cookie).await;
            if reply.status == 200 {
                let count = reply.body.trim_start_matches(&member.name).trim_start();
                let count: u32 = count.parse().expect("it is his own page");
                let is_change = what == What::Change;
                assert!(count <= most, "{count}, and he made {most} changes");
                if count < least + u32::from(is_change) {
                    self.lost().push(acknowledged);
                }
                least = count;
                if is_change {
                    acknowledged = Instant::now();
                    // Nothing is under way any more that was not acknowledged.
                    most = count;
                }
            }
            answer.who.clone_from(&member.name);
            answers.push(answer);
        }
        answers
    }

    /// Logs in, looks, and logs out until it is done.
    async fn guest(self: Arc<Self>, number: usize) -> Vec<Answer> {
        let client = Client::new(self.address);
        let mut answers = Vec::new();
        let login = format!("/login/guest{number}");
        while self.rests().await {
            let (answer, reply) = ask(&client, What::Login, &login, "").await;
            answers.push(answer);
            if reply.status != 200 {
                continue;
            }
            let (cookie, since) = (reply.new_cookie(), Some(Instant::now()));
            self.rests().await;
            let (answer, _) = ask(&client, What::Dashboard, "/me", &cookie).await;
            answers.push(Answer { since, ..answer });
            let mut was_refused = false;
            loop {
                let (mut answer, reply) = ask(&client, What::Logout, "/logout", &cookie).await;
                if was_refused && reply.status == 401 {
                    // It was carried out after all.
                    answer.status = 200;
                }
                was_refused |= reply.status == 503;
                answers.push(Answer { since, ..answer });
                if reply.status != 503 {
                    self.left().push((Instant::now(), cookie));
                    break;
                }
                if !self.rests().await {
                    break;
                }
            }
        }
        answers
    }

    async fn passer(self: Arc<Self>, cookie: String) -> Vec<Answer> {
        let client = Client::new(self.address);
        let mut answers = Vec::new();
        while self.rests().await {
            answers.push(ask(&client, What::Plain, "/plain", &cookie).await.0);
        }
        answers
    }
}
