/** Users that are imported and deleted together: so many that a job is worth it, so few that their IDs have two users for seconds. */
export const USERS_OF_A_GROUP = 50;
