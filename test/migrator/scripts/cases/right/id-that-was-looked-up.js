// script: get_user
async function getByEmail(email, callback) {
  try {
    const id = await idOf(email);
    return callback(null, id === null ? null : { user_id: id, email });
  } catch (error) {
    return callback(error);
  }
  async function idOf(address) {
    const response = await fetch(`${configuration.URL}?${new URLSearchParams({ address })}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return (await response.json()).id;
  }
}
