// script: get_user
async function getByEmail(email, callback) {
  const query = 'query ($email: String!) { userByEmail(email: $email) { id email verified name } }';
  try {
    const response = await fetch(configuration.GRAPHQL_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': configuration.ADMIN_SECRET },
      body: JSON.stringify({ query, variables: { email } }),
    });
    const { data, errors } = await response.json();
    if (errors) return callback(new Error('GraphQL failed'));
    const user = data.userByEmail;
    return callback(null, user === null ? null : { user_id: user.id, email: user.email, email_verified: user.verified, name: user.name });
  } catch (e) {
    return callback(e);
  }
}
