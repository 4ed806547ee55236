// script: get_user
function getByEmail(email, callback) {
  fetch(`${configuration.URL}/users?email=${encodeURIComponent(email)}`, { headers: { authorization: `Bearer ${configuration.TOKEN}` } })
    .then((response) => {
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return response.json();
    })
    .then((user) => callback(null, user ? { user_id: `legacy|${user.id}`, email: user.email } : undefined))
    .catch((error) => callback(error));
}
