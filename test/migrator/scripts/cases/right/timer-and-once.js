// script: login
function login(email, password, callback) {
  let isDone = false;
  const timer = setTimeout(() => done(new Error('too slow')), 15000);
  const done = (error, profile) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    callback(error, profile);
  };
  fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) })
    .then((response) => (response.status === 200 ? response.json() : Promise.reject(new WrongUsernameOrPasswordError(email))))
    .then((user) => done(null, { user_id: user.id, email: user.email }))
    .catch(done);
}
