// Forms that end something ask first: data-asks holds the question.

document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.asks;
  if (question && !window.confirm(question)) event.preventDefault();
});
